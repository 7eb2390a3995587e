import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../src/errors/DecodeError.ts'
import { EMPTY_BYTES, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toAddress } from '../../src/primitives/identifiers.ts'
import { decodeStoredReceipt, encodeStoredReceipt, senderOfStored } from '../../src/transaction/storedReceipt.ts'

const sender = toAddress(new Uint8Array(20).fill(7))
const success = { status: 1, logs: [], output: EMPTY_BYTES } as const

describe('a stored receipt', () => {
  it('is the sender, if there is one, and the receipt as Besu encodes it', () => {
    expect(toHex(encodeStoredReceipt(success))).toBe('0x00c301c080')
    expect(toHex(encodeStoredReceipt({ ...success, sender }))).toBe(`0x14${'07'.repeat(20)}c301c080`)
  })

  it('is read again, with or without a sender', () => {
    const reverted = { sender, status: 0, logs: [], output: EMPTY_BYTES, revertReason: fromHex('08c379a0') } as const
    for (const receipt of [success, { ...success, sender }, reverted]) {
      const stored = encodeStoredReceipt(receipt)
      expect(decodeStoredReceipt(stored)).toEqual(receipt)
      expect('sender' in decodeStoredReceipt(stored)).toBe('sender' in receipt)
      expect(senderOfStored(stored)).toEqual('sender' in receipt ? sender : undefined)
    }
  })

  it.each(['', '13c301c080', `14${'07'.repeat(19)}`, 'c301c080', '00c380c08000'])('is refused when it is %s', (hex) => {
    expect(() => decodeStoredReceipt(fromHex(hex))).toThrow(DecodeError)
  })
})
