import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { privateKeyToAddress } from '../../../src/crypto/secp256k1.ts'
import { toHex, toWord } from '../../../src/primitives/bytes.ts'
import { toEnclaveKey, toStateRoot, toTransactionHash } from '../../../src/primitives/identifiers.ts'
import { SenderRecovery } from '../../../src/replay/senders/SenderRecovery.ts'
import { HistoryBlob, type HistoryBlobEntry, encodeHistoryBlob } from '../../../src/transaction/historyBlob.ts'
import type { PrivateTransaction } from '../../../src/transaction/privateTransaction.ts'
import { recoverSender, signPrivateTransaction } from '../../../src/transaction/privateTransactionSignature.ts'
import { temporaryFolder } from '../../storage/temporaryFolder.ts'

const KEYS = [1n, 2n, 3n, 4n, 5n].map(toWord)
const ADDRESSES = KEYS.map((key) => toHex(privateKeyToAddress(key)))
/** No point of the curve has this x. */
const NO_POINT = 5n

function signed(n: number): PrivateTransaction {
  return signPrivateTransaction(
    {
      nonce: BigInt(n),
      gasPrice: 0n,
      gasLimit: 3_000_000n,
      to: undefined,
      value: 0n,
      payload: new Uint8Array(n % 70).fill(n),
      chainId: 1337n,
      privateFrom: toEnclaveKey(new Uint8Array(32).fill(1)),
      recipients: { kind: 'group', groupId: new Uint8Array(32).fill(2) },
      restriction: 'restricted',
    },
    KEYS[n % KEYS.length] ?? toWord(1n),
  )
}

/** A history with a transaction here and there that nobody can have signed. */
function history(length: number): HistoryBlobEntry[] {
  return Array.from({ length }, (_, n) => {
    const transaction = signed(n)
    const { v, s } = transaction.signature
    return {
      transaction: n % 97 === 96 ? { ...transaction, signature: { v, r: NO_POINT, s } } : transaction,
      markerHash: toTransactionHash(toWord(BigInt(n))),
      stateRoot: toStateRoot(toWord(BigInt(n))),
    }
  })
}

const expected = (n: number): string => (n % 97 === 96 ? 'none' : (ADDRESSES[n % KEYS.length] ?? ''))

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
    expect(senders).toEqual(Array.from({ length }, (_, n) => expected(n)))
  })

  it('leaves short histories and those in the middle to whoever asks', async () => {
    const blob = new HistoryBlob(encodeHistoryBlob(history(120)))
    const recovery = new SenderRecovery(blob, 100)
    expect(recovery.threads).toBe(0)
    for (let position = 100; position < 120; position++) {
      const { transaction } = blob.entry(position)
      recovery.provide(position, transaction)
      expect(toHex(recoverSender(transaction))).toBe(expected(position))
    }
    recovery.end()
  })
})
