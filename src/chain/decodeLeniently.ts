import { keccak256 } from '../crypto/keccak.ts'
import { SECP256K1_ORDER, recoverPublicKey, signedDigest } from '../crypto/secp256k1.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { EMPTY_BYTES, concat, toBigInt, toScalar } from '../primitives/bytes.ts'
import { encodeRlp } from '../transaction/encodeRlp.ts'
import { type RlpItem, decodeRlp } from '../transaction/strictRlp.ts'

/** A transaction that Besu's decoder takes and `@ethereumjs/tx` may refuse: the fields that the pool asks about before anything else. */
export interface LenientTransaction {
  /** EIP-2718; 0 for legacy. */
  readonly type: 0 | 1 | 2
  /** `undefined`: signed for no chain in particular. */
  readonly chainId: bigint | undefined
  readonly nonce: bigint
  /** The most that it pays, in wei per gas. */
  readonly maxGasPrice: bigint
  /** Whether some key can have made the signature. */
  readonly hasSigner: () => boolean
}

const LEGACY = 'nonce price gas to value data v r s'
const TYPED = new Map<number | undefined, readonly [type: 1 | 2, fields: string]>([
  [1, [1, 'chain nonce price gas to value data accessList v r s']],
  [2, [2, 'chain nonce priority price gas to value data accessList v r s']],
])
/** Most bytes of the numbers among the fields. */
const NUMBERS = new Map([
  ...[...['nonce', 'gas'].map((field) => [field, 8] as const)],
  ...['chain', 'price', 'priority', 'value', 'v', 'r', 's'].map((field) => [field, 32] as const),
])
/** Items of the signature. */
const SIGNATURE = 3
/** `v` with a chain id in it (EIP-155) begins here: 2 × chain id + 35. */
const PROTECTED = 37n

/** Reads a signed transaction of type 0, 1 or 2 under no rules but those of its encoding; `undefined` when it is none. */
export function decodeLeniently(raw: Uint8Array): LenientTransaction | undefined {
  const [type, names] = TYPED.get(raw[0]) ?? ([0, LEGACY] as const)
  const items = itemsOf(type === 0 ? raw : raw.subarray(1))
  const fields = items && fieldsOf(items, names.split(' '))
  if (items === undefined || fields === undefined) return undefined
  const number = (name: string): bigint => toBigInt(fields.get(name) ?? EMPTY_BYTES)
  const [v, r, s] = [number('v'), number('r'), number('s')]
  if (r === 0n || s === 0n) return undefined
  const isProtected = type === 0 && v >= PROTECTED
  const chainId = isProtected ? (v - 35n) / 2n : type === 0 ? undefined : number('chain')
  const recId = Number(isProtected ? (v - 35n) % 2n : type === 0 ? v - 27n : v)
  if (recId !== 0 && recId !== 1) return undefined
  const hasSigner = (): boolean => {
    // A large s is the other half of a small one (EIP-2).
    if (s > SECP256K1_ORDER / 2n) return false
    try {
      recoverPublicKey(signedDigest(digestOf(type, items, chainId), { r, s, recId }))
      return true
    } catch {
      return false
    }
  }
  return { type, chainId, nonce: number('nonce'), maxGasPrice: number('price'), hasSigner }
}

function itemsOf(encoded: Uint8Array): readonly RlpItem[] | undefined {
  try {
    const item = decodeRlp(encoded, 'transaction')
    return Array.isArray(item) ? item : undefined
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

/** The byte strings among the fields; `undefined` when one of the fields cannot be what it has to be. */
function fieldsOf(items: readonly RlpItem[], names: readonly string[]): Map<string, Uint8Array> | undefined {
  if (items.length !== names.length) return undefined
  const fields = new Map<string, Uint8Array>()
  for (const [place, name] of names.entries()) {
    const item = items[place]
    if (name === 'accessList' && Array.isArray(item)) continue
    if (name === 'accessList' || !(item instanceof Uint8Array) || !fits(name, item)) return undefined
    fields.set(name, item)
  }
  return fields
}

function fits(name: string, { 0: first, length }: Uint8Array): boolean {
  const most = NUMBERS.get(name)
  if (most !== undefined) return length <= most && first !== 0
  return name !== 'to' || length === 0 || length === 20
}

/** Of what the sender signs. */
function digestOf(type: 0 | 1 | 2, items: readonly RlpItem[], chainId: bigint | undefined): Uint8Array {
  const signed = items.slice(0, -SIGNATURE)
  if (type !== 0) return keccak256(concat(Uint8Array.of(type), encodeRlp(signed)))
  return keccak256(encodeRlp(chainId === undefined ? signed : [...signed, toScalar(chainId), EMPTY_BYTES, EMPTY_BYTES]))
}
