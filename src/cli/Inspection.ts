import type { Divergence } from '../network/divergence.ts'
import type { Hex } from '../primitives/bytes.ts'

/** A member of a group as a management contract lists it. */
export interface MemberReport {
  /** Enclave key, base64. */
  readonly key: string
  /** Name of the node with that key; `null`: none of this network has it. */
  readonly node: string | null
}

/** One private transaction in a node's history of a group. */
export interface TransactionReport {
  readonly block: number
  /** Hash of the public block, hex. */
  readonly blockHash: Hex
  readonly marker: Hex
  /** Signer of the private transaction, hex; `null` when the node cannot read it any more. */
  readonly sender: Hex | null
  /** 1 success, 0 failed, 2 invalid. What the gate refused leaves no trace and is not listed. */
  readonly status: 0 | 1 | 2
  /** Root of the group after it, hex; `null` when it changed nothing. */
  readonly root: Hex | null
}

/** A group as one node has it. */
export interface NodeReport {
  readonly name: string
  /** Number of the node's head. */
  readonly block: number
  /** `former`: the node has the group's state, and its own key is not in the list of members there. */
  readonly membership: 'member' | 'former' | 'unknown'
  /** `null`: the management contract gives no readable answer, or the node does not know the group; likewise below. */
  readonly members: readonly MemberReport[] | null
  /** Address, hex; `null` also when the management contract was replaced by one of another make. */
  readonly owner: Hex | null
  readonly version: Hex | null
  readonly locked: boolean | null
  readonly root: Hex | null
  /** Number of recorded transactions, before a limit on the history. */
  readonly transactions: number
  /** Oldest first. */
  readonly history: readonly TransactionReport[]
}

/** A {@link Divergence}; marker, block and its number are `null` when nodes are only behind. */
export interface DivergenceReport extends Pick<Divergence, 'roots' | 'missing' | 'differences'> {
  readonly marker: Hex | null
  readonly block: Hex | null
  readonly blockNumber: number | null
  /** Members that lack blocks: the number of their head, and the block (hash, hex) that they refused, if they did. */
  readonly behind: readonly { readonly node: string; readonly block: number; readonly refused: Hex | null }[]
}

/** What `coterie inspect --json` prints. */
export interface Inspection {
  /** Group id, base64. */
  readonly group: string
  /** Number of the network's head; a node that refused a block is behind it. */
  readonly block: number
  readonly nodes: readonly NodeReport[]
  /** First difference between the nodes and members that are behind; `null`: they agree and nobody is. All nodes are compared, whichever is shown. */
  readonly divergence: DivergenceReport | null
}
