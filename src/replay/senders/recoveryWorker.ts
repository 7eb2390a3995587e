/** A thread that recovers senders: every message is a table to help with. */
import { parentPort } from 'node:worker_threads'
import { RecoveryTable, type SharedRecovery } from './RecoveryTable.ts'

parentPort?.on('message', (shared: SharedRecovery) => {
  const table = new RecoveryTable(shared)
  while (table.doNext()) {
    // The next one.
  }
})
