import { keccak256 } from '../crypto/keccak.ts'
import { keccakOfPieces } from '../crypto/keccakOfPieces.ts'
import { type PayloadHandle, toPayloadHandle } from '../primitives/identifiers.ts'
import { utf8Pieces } from './textPieces.ts'

/** Characters of a piece of a text that is longer than that. */
const PIECE = 2 ** 18

/**
 * Handle of a payload in an in-process enclave: keccak-256 of the (ASCII) bytes of its base64 text. Any unique 32 bytes
 * would do (spec 01 §6); a real enclave hashes the ciphertext, which differs at every send.
 * @param payload base64 text; other text is hashed as UTF-8.
 */
export function payloadHandle(payload: string): PayloadHandle {
  const digest =
    payload.length > PIECE ? keccakOfPieces(utf8Pieces(payload, PIECE)) : keccak256(new TextEncoder().encode(payload))
  return toPayloadHandle(digest)
}
