/** An implementation of secp256k1. All of them give the same results. */
export interface SignatureBackend {
  /** Package that it comes from; reported by benchmarks. */
  readonly name: 'secp256k1' | 'tiny-secp256k1' | '@noble/curves'
  /**
   * Uncompressed public key without the prefix `04`: 64 bytes.
   * @param signature r and s, 32 bytes each. @param recId 0 or 1.
   * @throws {Error} when no key fits the signature.
   */
  recover(digest: Uint8Array, signature: Uint8Array, recId: number): Uint8Array
  /** Signs deterministically (RFC 6979) with a low s, as Besu does; 64 bytes. */
  sign(digest: Uint8Array, privateKey: Uint8Array): { readonly signature: Uint8Array; readonly recId: number }
  /** Uncompressed public key without the prefix `04`: 64 bytes. */
  publicKey(privateKey: Uint8Array): Uint8Array
}
