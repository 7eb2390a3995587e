import { isRecord } from '../envelope.ts'
import { rpcError } from '../RpcError.ts'
import { type BlockParameter, blockParameter, signedNumber } from './blockParameter.ts'
import { boolean } from './boolean.ts'
import { hash } from './hash.ts'

/** The block whose state somebody asks for: by tag, by number, or by hash (EIP-1898). */
export type StateBlock =
  | { readonly kind: 'number'; readonly block: BlockParameter; readonly isPending: boolean }
  | { readonly kind: 'hash'; readonly hash: Uint8Array; readonly requireCanonical: boolean }

/** A block as methods about the state take it: also a bare hash, `{blockNumber}` or `{blockHash}` (spec 03 §16.1). */
export function stateBlock(value: unknown): StateBlock {
  if (isRecord(value)) return described(value)
  if (typeof value === 'string' && /^(0x)?[0-9a-fA-F]{64}$/.test(value)) {
    return { kind: 'hash', hash: hash(value), requireCanonical: false }
  }
  const isPending = typeof value === 'string' && value.toLowerCase() === 'pending'
  return { kind: 'number', block: blockParameter(value), isPending }
}

function described({ blockHash, blockNumber, requireCanonical }: Readonly<Record<string, unknown>>): StateBlock {
  if (blockHash !== undefined) {
    return { kind: 'hash', hash: hash(blockHash), requireCanonical: boolean(requireCanonical ?? false) }
  }
  if (typeof blockNumber !== 'string') throw rpcError('INVALID_PARAMS')
  return { kind: 'number', block: signedNumber(blockNumber), isPending: false }
}
