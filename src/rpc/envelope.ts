import { parse as parseLossless, stringify as stringifyLossless } from 'lossless-json'
import type { RequestId, RpcResponse } from './JsonRpc.ts'

/** Digits that a JavaScript number may not hold; only then numbers are read one by one. */
const LONG_NUMBER = /[0-9]{16}/

/** A JSON text's value, with whole numbers beyond 2^53 as bigint; `undefined` when it is no JSON. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    if (!LONG_NUMBER.test(text)) return { value: JSON.parse(text) as unknown }
    return { value: parseLossless(text, undefined, { parseNumber: wholeOrNearest }) }
  } catch {
    return undefined
  }
}

function wholeOrNearest(text: string): number | bigint {
  const number = Number(text)
  return /^-?[0-9]+$/.test(text) && !Number.isSafeInteger(number) ? BigInt(text) : number
}

/** JSON of an answer or several; ids beyond 2^53 are written as they came. */
export function stringifyJson(value: RpcResponse | readonly RpcResponse[], pretty: boolean): string {
  const space = pretty ? 2 : undefined
  const answers = 'length' in value ? value : [value]
  if (answers.some(({ id }) => typeof id === 'bigint')) return stringifyLossless(value, undefined, space) ?? 'null'
  return JSON.stringify(value, undefined, space)
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value may be a request's id (spec 03 §4). */
export function isRequestId(value: unknown): value is RequestId {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
}
