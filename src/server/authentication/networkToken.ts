import { CoterieError } from '../../errors/CoterieError.ts'
import type { Network } from '../../network/Network.ts'
import type { TokenOptions } from '../../network/RpcAccess.ts'
import { networkKey } from './networkKey.ts'

/** What `network.token()` does. @param now seconds since 1970. @throws {CoterieError} `INVALID_ARGUMENT`. */
export async function networkToken(network: Network, options: TokenOptions, now: number): Promise<string> {
  const { enclaveKey, permissions = ['*:*'], expiresIn = 3600, username } = options
  if (!Array.isArray(permissions) || permissions.some((permission) => typeof permission !== 'string')) {
    throw invalid('permissions must be a list of texts such as *:* or priv:call')
  }
  if (!Number.isFinite(expiresIn)) throw invalid('expiresIn must be a number of seconds')
  for (const [name, value] of Object.entries({ enclaveKey, username })) {
    if (value !== undefined && typeof value !== 'string') throw invalid(`${name} must be text`)
  }
  return networkKey(network).sign({
    permissions,
    ...(username === undefined ? {} : { username }),
    ...(enclaveKey === undefined ? {} : { privacyPublicKey: enclaveKey }),
    exp: Math.floor(now + expiresIn),
  })
}

function invalid(message: string): CoterieError {
  return new CoterieError('INVALID_ARGUMENT', message)
}
