import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toWord } from '../../src/primitives/bytes.ts'
import { toStateRoot, toTransactionHash } from '../../src/primitives/identifiers.ts'
import { payloadBytes } from '../../src/transaction/enclavePayload.ts'
import { encodeHistoryBlob } from '../../src/transaction/historyBlob.ts'
import { isOrdinaryEntry } from '../../src/transaction/isOrdinaryEntry.ts'
import { type PrivateTransaction, decodePrivateTransactionItems } from '../../src/transaction/privateTransaction.ts'
import { decodeRlp, rlpListBounds } from '../../src/transaction/strictRlp.ts'
import { signPrivateTransaction } from '../../src/transaction/privateTransactionSignature.ts'
import { mutated, privateTransaction } from './arbitraries.ts'
import { readRecordedFlow } from './recordedFlow.ts'

const HASH = toTransactionHash(toWord(1n << 255n))
const ROOT = toStateRoot(toWord(7n))

/** An entry alone. */
function entryOf(transaction: PrivateTransaction): Uint8Array {
  const blob = encodeHistoryBlob([{ transaction, markerHash: HASH, stateRoot: ROOT }])
  const [start = 0, end = 0] = rlpListBounds(blob, 'blob')
  return blob.slice(start, end)
}

/** Whether an entry can be decoded. */
function canBeDecoded(entry: Uint8Array): boolean {
  try {
    const [transaction, metadata] = decodeRlp(entry, 'entry') as [never, Uint8Array[]]
    decodePrivateTransactionItems(transaction)
    return metadata.length === 2 && metadata.every((item) => item instanceof Uint8Array && item.length === 32)
  } catch {
    return false
  }
}

describe('isOrdinaryEntry', () => {
  test('says yes only to what can be decoded', () => {
    const usual = signPrivateTransaction(
      {
        nonce: 300n,
        gasPrice: 0n,
        gasLimit: 3_000_000n,
        to: undefined,
        value: 0n,
        payload: new Uint8Array(300).fill(1),
        chainId: 1337n,
        privateFrom: new Uint8Array(32) as never,
        recipients: { kind: 'group', groupId: new Uint8Array(32) },
        restriction: 'restricted',
      },
      toWord(5n),
    )
    let accepted = 0
    fc.assert(
      fc.property(fc.oneof(mutated(entryOf(usual)), privateTransaction.map(entryOf)), (entry) => {
        if (!isOrdinaryEntry(entry, 0, entry.length)) return
        accepted++
        expect(canBeDecoded(entry)).toBe(true)
      }),
      { numRuns: 3000 },
    )
    expect(accepted).toBeGreaterThan(100)
    expect(isOrdinaryEntry(entryOf(usual), 0, entryOf(usual).length)).toBe(true)
  })

  test('knows what real Besu has sent', () => {
    const { payloads } = readRecordedFlow('b02-add-history-30')
    for (const { payload } of payloads.filter(({ kind }) => kind === 'blob')) {
      const bytes = payloadBytes(payload)
      const bounds = rlpListBounds(bytes, 'blob')
      for (let i = 0; i + 1 < bounds.length; i++) {
        expect(isOrdinaryEntry(bytes, bounds[i] ?? 0, bounds[i + 1] ?? 0)).toBe(true)
      }
    }
  })
})
