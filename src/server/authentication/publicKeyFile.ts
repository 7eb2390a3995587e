import { type KeyObject, createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { CoterieError, type ErrorDetails } from '../../errors/CoterieError.ts'
import { type JwtAlgorithm, algorithmsOf } from './jwtAlgorithms.ts'

const PEM = /-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/

/**
 * Reads the public key that tokens are checked with: PEM, SubjectPublicKeyInfo.
 * @throws {CoterieError} `INVALID_OPTION`, with Besu's text where it has one (spec 04 §2.3).
 */
export async function readPublicKeyFile(file: string, algorithm: JwtAlgorithm): Promise<KeyObject> {
  const key = publicKeyOf(await read(file), file)
  const possible = algorithmsOf(key)
  if (possible.includes(algorithm)) return key
  const advice =
    possible.length === 0 ? 'use RSA of 2048 bits or more, P-256, P-384 or P-521' : `it is for ${possible.join(', ')}`
  throw invalid(`the public key in ${file} cannot be used with ${algorithm}: ${advice}`)
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw invalid('Authentication RPC public key could not be read', cause, { file })
  }
}

function publicKeyOf(text: string, file: string): KeyObject {
  const pem = PEM.exec(text)?.[0]
  let problem: unknown
  try {
    if (pem !== undefined) return createPublicKey(pem)
  } catch (error) {
    problem = error
  }
  throw invalid('Authentication RPC public key file format is invalid', problem, { file })
}

function invalid(message: string, cause?: unknown, details: ErrorDetails = {}): CoterieError {
  return new CoterieError('INVALID_OPTION', message, { cause, details })
}
