import type { Caller } from './Call.ts'

/**
 * Whether a caller may call a method (spec 04 §2.4): one of its permissions must be exactly `*:*`, `ns:*` or `ns:name`, where the
 * method is `ns_name`. There are no other wildcards, and the case counts.
 * @param noAuthMethods names of methods that need no permission, not even a token.
 */
export function isPermitted(
  method: string,
  { authenticated, permissions }: Caller,
  noAuthMethods: ReadonlySet<string>,
): boolean {
  if (noAuthMethods.has(method)) return true
  if (!authenticated) return false
  const namespace = method.slice(0, method.indexOf('_'))
  return ['*:*', `${namespace}:*`, method.replaceAll('_', ':')].some((needed) => permissions.includes(needed))
}
