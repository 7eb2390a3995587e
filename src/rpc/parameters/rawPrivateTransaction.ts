import { refuse } from '../../errors/SubmissionError.ts'
import { fromHex } from '../../primitives/bytes.ts'

/** The bytes of a signed private transaction: hex, `0x` may be left out (spec 03 §5). @throws {SubmissionError} `DECODE_ERROR`. */
export function rawPrivateTransaction(text: string): Uint8Array {
  try {
    return fromHex(text)
  } catch (cause) {
    throw refuse('DECODE_ERROR', 'give hex of whole bytes', cause)
  }
}
