import { CoterieError } from '../errors/CoterieError.ts'
import { addressFrom, bytesFrom, slotFrom } from '../node/doors.ts'
import { padLeft, toHex, trimLeft } from '../primitives/bytes.ts'
import type { JournaledBuffer } from '../state/JournaledBuffer.ts'
import { below } from './wholeNumber.ts'

/** A change of the public state by hand. Addresses, slots and values are hex; all throw `INVALID_ARGUMENT`. */
export type Alteration = (buffer: JournaledBuffer) => void

/** @param balance in wei, below 2^256. */
export function balanceAlteration(address: string, balance: bigint): Alteration {
  const account = toHex(addressFrom(address))
  const wei = below(2n ** 256n, balance, 'a balance')
  return (buffer) => buffer.setBalance(account, wei)
}

/** @param nonce below 2^64 - 1 (EIP-2681). */
export function nonceAlteration(address: string, nonce: bigint): Alteration {
  const account = toHex(addressFrom(address))
  const count = below(2n ** 64n - 1n, nonce, 'a nonce')
  return (buffer) => buffer.setNonce(account, count)
}

/** @param code runtime code; empty removes it. */
export function codeAlteration(address: string, code: Uint8Array | string): Alteration {
  const account = toHex(addressFrom(address))
  const bytes = bytesFrom(code, 'code')
  return (buffer) => buffer.setCode(account, bytes)
}

/** @param slot of up to 32 bytes. @param value of up to 32 bytes, filled up with zeros on the left. */
export function storageAlteration(address: string, slot: string, value: Uint8Array | string): Alteration {
  const account = toHex(addressFrom(address))
  const key = toHex(slotFrom(slot))
  const bytes = padLeft(bytesFrom(value, 'a value'), 32)
  if (bytes.length > 32) throw new CoterieError('INVALID_ARGUMENT', 'a value has at most 32 bytes')
  return (buffer) => buffer.setSlot(account, key, trimLeft(bytes))
}
