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
    if (isCoterieError(cause, 'CLOSED')) {
      throw new EnclaveError('io', 'the enclave cannot be reached: its store has been closed', { cause })
    }
    throw new EnclaveError('server', 'the enclave cannot use its store; see the cause', { cause })
  }
}
