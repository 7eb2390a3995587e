/** Recovers the senders of a history under plain Node.js, where threads can be had; says how many threads took part. */
import { readFileSync } from 'node:fs'
import { SenderRecovery } from '../../../src/replay/senders/SenderRecovery.ts'
import { HistoryBlob } from '../../../src/transaction/historyBlob.ts'
import { recoverSender } from '../../../src/transaction/privateTransactionSignature.ts'
import { toHex } from '../../../src/primitives/bytes.ts'

/** @param path of a file with a history blob. @returns sender by position; `none` when no key fits. */
export async function recoverInThreads(path: string): Promise<{ threads: number; senders: string[] }> {
  const history = new HistoryBlob(new Uint8Array(readFileSync(path)))
  const recovery = new SenderRecovery(history, 0)
  const { threads } = recovery
  const senders: string[] = []
  for (let position = 0; position < history.length; position++) {
    const { transaction } = history.entry(position)
    recovery.provide(position, transaction)
    try {
      senders.push(toHex(recoverSender(transaction)))
    } catch {
      senders.push('none')
    }
  }
  recovery.end()
  return { threads, senders }
}
