import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { toHex } from '../../../src/primitives/bytes.ts'
import { SenderRecovery } from '../../../src/replay/senders/SenderRecovery.ts'
import { HistoryBlob, encodeHistoryBlob } from '../../../src/transaction/historyBlob.ts'
import { recoverSender } from '../../../src/transaction/privateTransactionSignature.ts'
import { temporaryFolder } from '../../storage/temporaryFolder.ts'
import { expectedSender, history } from './signedHistory.ts'

describe('SenderRecovery', () => {
  it('finds the same senders in threads, window after window', { timeout: 60_000 }, async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'history')
    const length = 17_000
    await writeFile(path, encodeHistoryBlob(history(length)))
    const program = fileURLToPath(new URL('./recover.mjs', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [program, path], { maxBuffer: 1e8 })
    const { threads, senders } = JSON.parse(stdout) as { threads: number; senders: string[] }
    expect(threads).toBe(Math.min(availableParallelism() - 1, 3))
    expect(senders).toEqual(Array.from({ length }, (_, n) => expectedSender(n)))
  })

  it('leaves short histories and those in the middle to whoever asks', async () => {
    const blob = new HistoryBlob(encodeHistoryBlob(history(120)))
    const recovery = new SenderRecovery(blob, 100)
    expect(recovery.threads).toBe(0)
    for (let position = 100; position < 120; position++) {
      const { transaction } = blob.entry(position)
      recovery.provide(position, transaction)
      expect(toHex(recoverSender(transaction))).toBe(expectedSender(position))
    }
    recovery.end()
  })
})
