import { rpcError } from '../RpcError.ts'

/** A string; numbers and booleans are taken as their text (spec 03 §5). */
export function text(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  throw rpcError('INVALID_PARAMS')
}

/** An array of strings; a lone string is none. */
export function textList(value: unknown): string[] {
  if (!Array.isArray(value)) throw rpcError('INVALID_PARAMS')
  return value.map((item: unknown) => {
    if (item === null || item === undefined) throw rpcError('INVALID_PARAMS')
    return text(item)
  })
}

/** As {@link textList}, but an item may be null. */
export function nullableTextList(value: unknown): (string | null)[] {
  if (!Array.isArray(value)) throw rpcError('INVALID_PARAMS')
  return value.map((item: unknown) => (item === null ? null : text(item)))
}
