import { CoterieError } from '../errors/CoterieError.ts'

/** The error of every use of a store after its `close()`: code `CLOSED`. */
export function storeClosedError(cause?: unknown): CoterieError<'CLOSED'> {
  return new CoterieError('CLOSED', 'the store has been closed; open it again to use it', { cause })
}
