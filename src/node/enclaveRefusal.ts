import { ENCLAVE_CODE, isCatalogued } from '../errors/enclaveCatalogue.ts'
import type { EnclaveError } from '../errors/EnclaveError.ts'
import { SubmissionError, refuse } from '../errors/SubmissionError.ts'

/** A failed enclave request as Besu answers it: with what the enclave said, if Besu knows the text (spec 03 §7.5). */
export function enclaveRefusal(error: EnclaveError): SubmissionError {
  if (!isCatalogued(error.message)) return refuse('ENCLAVE_ERROR', error.message, error)
  return new SubmissionError(
    { name: error.message, code: ENCLAVE_CODE, message: error.message },
    'the enclave says so',
    error,
  )
}
