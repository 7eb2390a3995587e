const PREFIX = 'Bearer '

/** The token of an `Authorization` header; `undefined` when it has another form (spec 04 §2.1). Upper and lower case count. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization?.startsWith(PREFIX) === true ? authorization.slice(PREFIX.length) : undefined
}
