import { EMPTY_BYTES } from '../../primitives/bytes.ts'
import type { Address } from '../../primitives/identifiers.ts'
import { isRecord } from '../envelope.ts'
import { rpcError } from '../RpcError.ts'
import { address } from './address.ts'
import { signedNumber } from './blockParameter.ts'
import { boolean } from './boolean.ts'
import { bytes } from './bytes.ts'
import { hash } from './hash.ts'
import { textList } from './text.ts'

/** Storage that a call names beforehand (EIP-2930). */
export interface AccessListItem {
  readonly address: Address
  /** 32 bytes each. */
  readonly storageKeys: readonly Uint8Array[]
}

/** What a call or an estimate is made with; prices in wei per gas, value in wei. `undefined`: not given. */
export interface CallParameter {
  readonly from: Address | undefined
  readonly to: Address | undefined
  /** Signed 64-bit. */
  readonly gas: bigint | undefined
  readonly gasPrice: bigint | undefined
  readonly maxPriorityFeePerGas: bigint | undefined
  readonly maxFeePerGas: bigint | undefined
  readonly maxFeePerBlobGas: bigint | undefined
  readonly value: bigint | undefined
  /** `data` or `input`, whichever is given; empty without. */
  readonly data: Uint8Array
  readonly strict: boolean | undefined
  readonly accessList: readonly AccessListItem[] | undefined
}

const KEYS: ReadonlySet<string> = new Set([
  ...['from', 'to', 'gas', 'gasPrice', 'maxPriorityFeePerGas', 'maxFeePerGas', 'maxFeePerBlobGas', 'value'],
  ...['data', 'input', 'strict', 'accessList', 'blobVersionedHashes'],
])

/** A call object (spec 03 §5.3 and corrections). @throws {RpcError} `INVALID_PARAMS`. */
export function callParameter(value: unknown): CallParameter {
  if (!isRecord(value)) throw rpcError('INVALID_PARAMS')
  for (const [key, item] of Object.entries(value)) {
    // Keys that nobody knows are ignored, but Besu refuses them when they are null.
    if (item === null && !KEYS.has(key)) throw rpcError('INVALID_PARAMS')
  }
  const field = <T>(key: string, decode: (value: unknown) => T): T | undefined => {
    const item = value[key]
    return item === undefined || item === null ? undefined : decode(item)
  }
  const [data, input] = [field('data', bytes), field('input', bytes)]
  if (data !== undefined && input !== undefined) throw rpcError('INVALID_PARAMS')
  field('blobVersionedHashes', textList)
  return {
    from: field('from', address),
    to: field('to', address),
    gas: field('gas', gas),
    gasPrice: field('gasPrice', wei),
    maxPriorityFeePerGas: field('maxPriorityFeePerGas', wei),
    maxFeePerGas: field('maxFeePerGas', wei),
    maxFeePerBlobGas: field('maxFeePerBlobGas', wei),
    value: field('value', wei),
    data: data ?? input ?? EMPTY_BYTES,
    strict: field('strict', boolean),
    accessList: field('accessList', accessList),
  }
}

/** A literal as a block number has it, or a JSON number. */
function gas(value: unknown): bigint {
  if (typeof value === 'string') return signedNumber(value)
  const number = typeof value === 'number' && Number.isFinite(value) ? BigInt(Math.trunc(value)) : value
  if (typeof number === 'bigint' && BigInt.asIntN(64, number) === number) return number
  throw rpcError('INVALID_PARAMS')
}

/** Text is always hex, `0x` or not; a JSON number is decimal. */
function wei(value: unknown): bigint {
  if (typeof value === 'string' && /^(0x)?[0-9a-fA-F]{0,64}$/.test(value)) {
    const digits = value.replace(/^0x/, '')
    return digits === '' ? 0n : BigInt(`0x${digits}`)
  }
  if (typeof value === 'bigint' && value >= 0n && value < 2n ** 256n) return value
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return BigInt(value)
  throw rpcError('INVALID_PARAMS')
}

function accessList(value: unknown): AccessListItem[] {
  if (!Array.isArray(value)) throw rpcError('INVALID_PARAMS')
  return value.map((item: unknown) => {
    if (!isRecord(item)) throw rpcError('INVALID_PARAMS')
    const keys = item['storageKeys'] ?? []
    if (!Array.isArray(keys)) throw rpcError('INVALID_PARAMS')
    return { address: address(item['address']), storageKeys: keys.map((key: unknown) => hash(key)) }
  })
}
