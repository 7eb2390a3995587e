import { type Hex, fromHex } from '../primitives/bytes.ts'
import { keccak256 } from '../crypto/keccak.ts'
import type { AccountRecord } from '../state/account.ts'
import { decodeAccount, decodeScalar } from '../state/leafEncoding.ts'
import { proofOf } from '../state/trie/proofOf.ts'
import type { PublicBlock } from './PublicBlock.ts'
import type { PublicChain } from './PublicChain.ts'

/** An account and some of its slots with Merkle proofs against the state root (EIP-1186). */
export interface AccountProof {
  readonly account: AccountRecord
  /** RLP of trie nodes from the root on. */
  readonly nodes: readonly Uint8Array[]
  readonly slots: readonly {
    /** Big-endian without leading zeros. */
    readonly value: Uint8Array
    readonly nodes: readonly Uint8Array[]
  }[]
}

/** Proves a public account after a block; `undefined` when there is no such account. @param slots 32 bytes each, hex. */
export function proveAccount(
  chain: PublicChain,
  block: PublicBlock,
  address: Uint8Array,
  slots: readonly Hex[],
): AccountProof | undefined {
  const { root, nodes } = chain.stateTrie(block)
  const proof = proofOf(nodes, root, keccak256(address))
  if (proof.value === undefined) return undefined
  const account = decodeAccount(proof.value)
  return {
    account,
    nodes: proof.nodes,
    slots: slots.map((slot) => {
      const found = proofOf(nodes, account.storageRoot, keccak256(fromHex(slot)))
      return { value: found.value === undefined ? new Uint8Array(0) : decodeScalar(found.value), nodes: found.nodes }
    }),
  }
}
