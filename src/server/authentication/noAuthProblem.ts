import { isKnownToBesu } from '../../rpc/besuMethods.ts'
import { methods } from '../../rpc/methods.ts'

/** What Besu says of a list of methods that need no token when it has a name that is no method (spec 04 §10.2). */
export function noAuthProblem(names: readonly string[], kind: 'http' | 'ws'): string | undefined {
  if (names.every((name) => methods.has(name) || isKnownToBesu(name))) return undefined
  return `Invalid value for option '--rpc-${kind}-api-methods-no-auth', options must be valid RPC methods`
}
