import { ANONYMOUS, type Caller } from '../../rpc/Call.ts'

/** What a signed token says, as far as it counts (spec 04 §2.2). Times are seconds since 1970. */
export interface TokenClaims {
  readonly caller: Caller
  readonly expires: number
  /** The latest of the times from which it is valid. */
  readonly begins: number
}

/** Claims of a payload (JSON text); `undefined` for one that makes a token invalid. */
export function tokenClaims(payload: string): TokenClaims | undefined {
  const claims = parse(payload)
  if (claims === undefined) return undefined
  const { exp, iat = 0, nbf = 0, permissions, privacyUserId, privacyPublicKey } = claims
  if (!isTime(exp) || !isTime(iat) || !isTime(nbf)) return undefined
  const caller: Caller = {
    enclaveKey: textOf(privacyUserId) ?? textOf(privacyPublicKey),
    authenticated: true,
    permissions: Array.isArray(permissions) ? permissions.filter((item) => typeof item === 'string') : [],
  }
  return { caller, expires: exp, begins: Math.max(iat, nbf) }
}

/** Who a token stands for at a time; nobody before it begins and from when it expires, without leeway. */
export function callerAt({ caller, begins, expires }: TokenClaims, now: number): Caller {
  return begins <= now && now < expires ? caller : ANONYMOUS
}

function parse(payload: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(payload)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
