import type { KeyObject } from 'node:crypto'
import { isUsualKey } from '../enclave/enclaveText.ts'
import { unixTime } from '../network/clock.ts'
import {
  JWT_ALGORITHMS,
  type JwtAlgorithm,
  algorithmsOf,
  jwtAlgorithm,
} from '../server/authentication/jwtAlgorithms.ts'
import { signToken } from '../server/authentication/signToken.ts'
import { UsageError } from './reportError.ts'
import type { Terminal } from './Terminal.ts'
import { createTokenKey, publicFileOf, readTokenKey } from './tokenKeyFile.ts'

/** Options of `coterie token`. */
export interface TokenCommandOptions {
  /** PEM file of a private key. */
  readonly key: string
  /** Whether the file and its public half are made when they are not there. */
  readonly create?: boolean
  /** Base64 of 32 or 91 bytes. */
  readonly enclaveKey?: string
  /** With commas. */
  readonly permissions: string
  /** Seconds, a whole number from 1 on. */
  readonly expiresIn: number
  readonly algorithm?: string
  readonly username?: string
  readonly json?: boolean
}

/**
 * `coterie token`: prints a token for nodes that have the public half of the key.
 * @param now seconds since 1970; default the machine's time.
 * @throws {UsageError}; {CoterieError} `STORE_IO` for a key that cannot be written.
 */
export async function printToken(
  options: TokenCommandOptions,
  terminal: Terminal,
  now: () => number = unixTime,
): Promise<void> {
  const { key: file, create, enclaveKey, username, expiresIn, json } = options
  const wanted = options.algorithm === undefined ? undefined : known(options.algorithm)
  if (enclaveKey !== undefined && !isUsualKey(enclaveKey)) {
    throw new UsageError(`'${enclaveKey}' is no enclave key: give the base64 of 32 bytes, or of 91`)
  }
  if (create === true) {
    const written = await createTokenKey(file, wanted ?? 'RS256')
    if (written.length > 0) terminal.err(`coterie: wrote ${written.join(' and ')}`)
  }
  const key = await readTokenKey(file)
  const algorithm = algorithmFor(key, file, wanted)
  const permissions = options.permissions.split(',').map((permission) => permission.trim())
  const wrong = permissions.find((permission) => !/^(\*:\*|[a-z0-9]+:(\*|[A-Za-z0-9:]+))$/.test(permission))
  if (wrong !== undefined) {
    throw new UsageError(`'${wrong}' permits nothing; a permission is *:*, priv:* or priv:call, for example`)
  }
  const exp = Math.floor(now() + expiresIn)
  const content = {
    permissions,
    ...(username === undefined ? {} : { username }),
    ...(enclaveKey === undefined ? {} : { privacyPublicKey: enclaveKey }),
    exp,
  }
  const token = await signToken(content, key, algorithm)
  if (json === true) terminal.out(JSON.stringify({ token, algorithm, publicKeyFile: publicFileOf(file), ...content }))
  else terminal.out(token)
}

function algorithmFor(key: KeyObject, file: string, wanted: JwtAlgorithm | undefined): JwtAlgorithm {
  const possible = algorithmsOf(key)
  const algorithm = wanted ?? possible[0]
  if (algorithm !== undefined && possible.includes(algorithm)) return algorithm
  throw new UsageError(
    possible.length === 0
      ? `the key in ${file} cannot sign tokens: use RSA of 2048 bits or more, P-256, P-384 or P-521`
      : `the key in ${file} is for ${possible.join(', ')}, not for ${wanted}`,
  )
}

function known(text: string): JwtAlgorithm {
  const algorithm = jwtAlgorithm(text)
  if (algorithm !== undefined) return algorithm
  throw new UsageError(`'${text}' is no algorithm for tokens; there are ${JWT_ALGORITHMS.join(', ')}`)
}
