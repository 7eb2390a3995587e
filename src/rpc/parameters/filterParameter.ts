import { EMPTY_BYTES, fromHex } from '../../primitives/bytes.ts'
import { isRecord } from '../envelope.ts'
import { rpcError } from '../RpcError.ts'
import { address } from './address.ts'
import { type BlockParameter, blockParameter } from './blockParameter.ts'
import { hash } from './hash.ts'

/** Which logs somebody wants. */
export interface FilterParameter {
  /** `undefined`: not given; what that means depends on the method (spec 03 §12). */
  readonly fromBlock: BlockParameter | undefined
  readonly toBlock: BlockParameter | undefined
  /** 32 bytes. */
  readonly blockHash: Uint8Array | undefined
  /** Any of these; none means every address. */
  readonly addresses: readonly Uint8Array[]
  /** Alternatives by position; `undefined` is a wildcard. */
  readonly topics: readonly (readonly (Uint8Array | undefined)[])[]
  /** Whether it does not name a block hash and a range together; a method answers -32602 when it gets there. */
  readonly isValid: boolean
}

type Item = (value: unknown) => Uint8Array

/** A filter object (spec 03 §5.2 and corrections). @throws {RpcError} `INVALID_PARAMS`. */
export function filterParameter(value: unknown): FilterParameter {
  if (!isRecord(value)) throw rpcError('INVALID_PARAMS')
  const { fromBlock, toBlock, blockHash, blockhash, topics, ...rest } = value
  for (const [key, item] of Object.entries(rest)) ignored(key, item)
  const from = given(fromBlock, blockParameter)
  const to = given(toBlock, blockParameter)
  const block = given(blockHash ?? blockhash, hash)
  return {
    fromBlock: from,
    toBlock: to,
    blockHash: block,
    addresses: listOf(value['address'], address),
    topics: topicsOf(topics),
    isValid: block === undefined || (from === undefined && to === undefined),
  }
}

/** Keys that mean nothing must be decodable all the same; others do not exist. */
function ignored(key: string, value: unknown): void {
  if (key === 'address') return
  if (key === 'fromAddress' || key === 'toAddress') {
    listOf(value, address)
  } else if (key === 'addresses' && (value === null || Array.isArray(value))) {
    listOf(value, address)
  } else if (key !== 'after' && key !== 'count') {
    throw rpcError('INVALID_PARAMS')
  } else if (value !== null && typeof value !== 'number' && !(typeof value === 'string' && /^-?\d+$/.test(value))) {
    throw rpcError('INVALID_PARAMS')
  }
}

function given<T>(value: unknown, decode: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : decode(value)
}

/** One or several; a null among several matches nothing. */
function listOf(value: unknown, decode: Item): Uint8Array[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) return [decode(value)]
  return value.map((item: unknown) => (item === null ? EMPTY_BYTES : decode(item)))
}

function topicsOf(value: unknown): (Uint8Array | undefined)[][] {
  if (value === undefined || value === null || isRecord(value)) return []
  if (!Array.isArray(value)) return [[topic(value)]]
  return value.map((item: unknown) => (Array.isArray(item) ? item.map(topic) : [topic(item)]))
}

/** Anything but a string is a wildcard; hex of another length never matches. */
function topic(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined
  try {
    return fromHex(value)
  } catch (cause) {
    throw rpcError('INVALID_PARAMS', { cause })
  }
}
