import { isCoterieError } from '../errors/CoterieError.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'

/**
 * Trouble with the store is trouble of the enclave: one that was closed cannot be reached, any other has failed.
 * @throws {EnclaveError} `io` or `server`.
 */
export async function guarded<T>(action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (cause) {
    throw enclaveTrouble(cause)
  }
}

/** As {@link guarded}, for what is done at once. */
export function guardedSync<T>(action: () => T): T {
  try {
    return action()
  } catch (cause) {
    throw enclaveTrouble(cause)
  }
}

function enclaveTrouble(cause: unknown): EnclaveError {
  if (isCoterieError(cause, 'CLOSED')) {
    return new EnclaveError('io', 'the enclave cannot be reached: its store has been closed', { cause })
  }
  return new EnclaveError('server', 'the enclave cannot use its store; see the cause', { cause })
}
