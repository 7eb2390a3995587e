/** Identifiers that are easy to tell apart, for tests of private metadata. */
import { toBlockHash, toGroupId, toStateRoot, toTransactionHash } from '../../src/primitives/identifiers.ts'

const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

export const block = (n: number) => toBlockHash(filled(0xb0 + n))
export const group = (n: number) => toGroupId(filled(0x60 + n))
export const root = (n: number) => toStateRoot(filled(n))
export const marker = (n: number) => toTransactionHash(filled(0xe0 + n))
