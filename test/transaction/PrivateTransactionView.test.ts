import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toStateRoot, toTransactionHash } from '../../src/primitives/identifiers.ts'
import { HistoryBlob, encodeHistoryBlob } from '../../src/transaction/historyBlob.ts'
import { PrivateTransactionView } from '../../src/transaction/PrivateTransactionView.ts'
import { isSenderKnown, recoverSender } from '../../src/transaction/privateTransactionSignature.ts'
import { bytes, privateTransaction } from './arbitraries.ts'
import { fieldsOf } from './fieldsOf.ts'

describe('an entry of a history that is read as far as somebody asks', () => {
  it('says what the decoded entry says', () => {
    let views = 0
    fc.assert(
      fc.property(privateTransaction, bytes(32), bytes(32), (transaction, marker, root) => {
        const entry = { transaction, markerHash: toTransactionHash(marker), stateRoot: toStateRoot(root) }
        const blob = new HistoryBlob(encodeHistoryBlob([entry]))
        const view = blob.entryView(0)
        if (view.transaction instanceof PrivateTransactionView) views++
        const whole = blob.entry(0)
        expect([view.markerHash, view.stateRoot]).toEqual([whole.markerHash, whole.stateRoot])
        expect(fieldsOf(view.transaction)).toEqual(fieldsOf(whole.transaction))
        expect(isSenderKnown(view.transaction)).toBe(false)
        let sender: Uint8Array | undefined
        try {
          sender = recoverSender(whole.transaction)
        } catch {
          expect(() => recoverSender(view.transaction)).toThrow('no sender fits')
          return
        }
        expect(recoverSender(view.transaction)).toEqual(sender)
        expect(isSenderKnown(view.transaction)).toBe(true)
      }),
      { numRuns: 500 },
    )
    expect(views).toBeGreaterThan(20)
  })
})
