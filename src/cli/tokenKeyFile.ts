import { type KeyObject, createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { CoterieError } from '../errors/CoterieError.ts'
import type { JwtAlgorithm } from '../server/authentication/jwtAlgorithms.ts'
import { rsaKeyPair } from '../server/authentication/OwnKey.ts'
import { UsageError } from './reportError.ts'

const CURVES = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' } as const

/** Where the public half of a key file is written. */
export const publicFileOf = (file: string): string => `${file}.pub`

/** Reads a private key (PEM). @throws {UsageError} for a file that is not there or holds none. */
export async function readTokenKey(file: string): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch((error: unknown) => {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new UsageError(
      isMissing ? `there is no ${file}; --create makes it` : `${file} cannot be read: ${messageOf(error)}`,
    )
  })
  try {
    return createPrivateKey(pem)
  } catch (error) {
    throw new UsageError(`${file} holds no private key in PEM without a password: ${messageOf(error)}`)
  }
}

/**
 * Makes a pair of keys for tokens and writes it into `file`, which only its owner can read, and the public half into `file.pub`,
 * unless the files are there.
 * @returns names of the files that were written.
 * @throws {CoterieError} `STORE_IO`.
 */
export async function createTokenKey(file: string, algorithm: JwtAlgorithm): Promise<readonly string[]> {
  const written: string[] = []
  const write = async (name: string, text: () => Promise<string>, mode: number): Promise<void> => {
    if (await exists(name)) return
    await writeFile(name, await text(), { mode, flag: 'wx' }).catch((cause: unknown) => {
      throw new CoterieError('STORE_IO', `cannot write ${name}; choose another file`, { cause })
    })
    written.push(name)
  }
  const privatePem = async (): Promise<string> => {
    const { privateKey } = algorithm.startsWith('RS') ? await rsaKeyPair() : await ecKeyPair(algorithm)
    return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  }
  await write(file, privatePem, 0o600)
  const publicPem = async (): Promise<string> => {
    return createPublicKey(await readTokenKey(file))
      .export({ type: 'spki', format: 'pem' })
      .toString()
  }
  await write(publicFileOf(file), publicPem, 0o644)
  return written
}

function ecKeyPair(algorithm: JwtAlgorithm): Promise<{ readonly privateKey: KeyObject }> {
  return promisify(generateKeyPair)('ec', { namedCurve: CURVES[algorithm as keyof typeof CURVES] })
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    (error: unknown) => (error as NodeJS.ErrnoException).code !== 'ENOENT',
  )
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
