import { isCoterieError } from '../errors/CoterieError.ts'
import { TransactionRefusedError } from '../errors/TransactionRefusedError.ts'
import type { Logger } from '../primitives/Logger.ts'

/** Runs what takes a transaction, and logs a refusal. @throws what it throws. */
export function logRefusal<T>(logger: Logger, take: () => T): T {
  try {
    return take()
  } catch (error) {
    if (isCoterieError(error)) {
      const besu = error instanceof TransactionRefusedError ? { besu: error.besu.name } : {}
      logger.debug('the pool refused a transaction', { ...besu, problem: error.message })
    }
    throw error
  }
}
