/** Recovers public keys under plain Node.js, where a thread can be had, that were asked for ahead. */
import { SignaturesAhead } from '../../../src/crypto/ahead/SignaturesAhead.ts'
import { recoverFromBytes } from '../../../src/crypto/secp256k1.ts'
import { bestSignatureBackend } from '../../../src/crypto/signatureBackends.ts'

const SIGNATURES = 300

/**
 * Asks for the same keys again and again.
 * @param program what the thread runs.
 * @param rounds at most; it ends with the first in which the thread has answered.
 * @returns whether it has, and whether all keys were right, whoever has found them.
 */
export function recoverInThread(program: string, rounds: number): { answered: boolean; right: boolean } {
  const ahead = new SignaturesAhead(new URL(program))
  const { sign, publicKey } = bestSignatureBackend('native')
  const privateKey = new Uint8Array(32).fill(7)
  const expected = Buffer.from(publicKey(privateKey)).toString('hex')
  const signatures = Array.from({ length: SIGNATURES }, (_, number) => {
    const digest = new Uint8Array(32).fill(number % 256)
    digest[0] = number >> 8
    return { id: String(number), digest, ...sign(digest, privateKey) }
  })
  let [answered, right] = [false, true]
  for (let round = 0; round < rounds && !answered; round++) {
    for (const { id, digest, signature, recId } of signatures) ahead.ask(id, digest, signature, recId)
    for (const { id, digest, signature, recId } of signatures) {
      const key = ahead.answer(id)
      answered ||= key !== undefined
      right &&= Buffer.from(key ?? recoverFromBytes(digest, signature, recId)).toString('hex') === expected
    }
  }
  return { answered, right }
}
