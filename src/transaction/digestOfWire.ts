import { keccak256Into } from '../crypto/keccak.ts'
import type { SignedDigest } from '../crypto/secp256k1.ts'
import { signedPart } from './signedPart.ts'
import { WIRE, WireItems } from './WireItems.ts'

/** `v` of chain id 0, which stands for none. */
const CHAIN_V = 35
const WORD = 32
const RESTRICTED = new TextEncoder().encode('restricted')
const UNRESTRICTED = new TextEncoder().encode('unrestricted')

const items = new WireItems()
const digest = new Uint8Array(WORD)
const signature = new Uint8Array(2 * WORD)

/**
 * Digest that the sender of a private transaction has signed (spec 01 §2.4), and the signature, from the wire form; in arrays that are
 * filled again. `undefined` where what is signed does not stand there as it was signed.
 * @param wire of a transaction that has been decoded without complaints.
 */
export function digestOfWire(wire: Uint8Array): SignedDigest | undefined {
  items.read(wire)
  if (!isUsual()) return undefined
  const v = items.number(WIRE.v)
  const hasChainId = v > CHAIN_V
  signature.fill(0)
  items.copyTo(signature, WORD, WIRE.r)
  items.copyTo(signature, 2 * WORD, WIRE.s)
  const chainId = hasChainId ? BigInt(Math.floor((v - CHAIN_V) / 2)) : undefined
  const call = [items.start(WIRE.nonce), items.start(WIRE.v)] as const
  const behind = [items.start(WIRE.privateFrom), items.start(WIRE.restriction + 1)] as const
  keccak256Into(signedPart(wire, call, chainId, behind), digest, 0)
  return { digest, signature, recId: hasChainId ? (v + 1) % 2 : v - 27 }
}

/** Whether what is signed stands in the wire form: of a word that nobody knows, something else is. */
function isUsual(): boolean {
  if (items.length(WIRE.v) > 6) return false
  const length = items.length(WIRE.restriction)
  if (length !== RESTRICTED.length && length !== UNRESTRICTED.length) return false
  const known = length === RESTRICTED.length ? RESTRICTED : UNRESTRICTED
  const word = items.bytes(WIRE.restriction)
  for (let i = 0; i < length; i++) if (word[i] !== known[i]) return false
  return true
}
