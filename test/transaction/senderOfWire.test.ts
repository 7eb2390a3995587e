import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex, toWord } from '../../src/primitives/bytes.ts'
import {
  type PrivateTransaction,
  decodePrivateTransaction,
  encodePrivateTransaction,
} from '../../src/transaction/privateTransaction.ts'
import { recoverSender, signPrivateTransaction } from '../../src/transaction/privateTransactionSignature.ts'
import { senderOfWire } from '../../src/transaction/senderOfWire.ts'
import { privateTransaction, unsignedPrivateTransaction } from './arbitraries.ts'
import { CREATE_WIRE, LEGACY_WIRE } from './vectors.ts'

/** What both ways say of a transaction. */
function both(transaction: PrivateTransaction): [string, string] {
  const wire = encodePrivateTransaction(transaction)
  return [said(() => senderOfWire(wire)), said(() => recoverSender(decodePrivateTransaction(wire)))]
}

function said(find: () => Uint8Array): string {
  try {
    return toHex(find())
  } catch (error) {
    return String(error)
  }
}

describe('senderOfWire', () => {
  test('gives the sender that decoding gives, for whatever is signed', () => {
    fc.assert(
      fc.property(unsignedPrivateTransaction, fc.bigInt({ min: 1n, max: 2n ** 200n }), (unsigned, key) => {
        const [fast, slow] = both(signPrivateTransaction(unsigned, toWord(key)))
        expect(fast).toBe(slow)
        expect(fast).toMatch(/^0x/)
      }),
      { numRuns: 60 },
    )
  })

  test('says the same of signatures that nobody made', () => {
    fc.assert(
      fc.property(privateTransaction, (transaction) => {
        const [fast, slow] = both(transaction)
        expect(fast).toBe(slow)
      }),
      { numRuns: 100 },
    )
  })

  test('knows the recorded ones', () => {
    for (const wire of [CREATE_WIRE, LEGACY_WIRE]) {
      expect(toHex(senderOfWire(wire))).toBe(toHex(recoverSender(decodePrivateTransaction(wire))))
    }
  })
})
