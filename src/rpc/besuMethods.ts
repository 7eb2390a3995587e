/** Names of Besu 24.3.0 that Coterie does not have: they are answered with "Method not enabled" instead of "Method not found". */
const KNOWN: ReadonlySet<string> = new Set(['eth_sendRawPrivateTransaction'])

/** Whether Besu 24.3.0 knows a method, in any configuration. */
export function isKnownToBesu(method: string): boolean {
  return KNOWN.has(method)
}
