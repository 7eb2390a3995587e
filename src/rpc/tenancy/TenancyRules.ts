import type { PublicBlock } from '../../chain/PublicBlock.ts'
import type { LocatedPrivateTransaction } from '../../node/locatePrivateTransaction.ts'
import type { NodeContext } from '../../node/NodeContext.ts'
import type { GroupId, TransactionHash } from '../../primitives/identifiers.ts'

/** A tenant that wants to know something of a node. */
export interface Reader {
  readonly node: NodeContext
  /** Its enclave key, base64 text. */
  readonly key: string
}

/** What the two sets of rules decide. */
export interface TenancyRules {
  /** Whether a tenant may send in the name of its own key only. */
  readonly sendsAsItself: boolean
  /** Whether a tenant is a member of a group at the head, or there is no group with a list of members. */
  isMember(reader: Reader, group: GroupId): Promise<boolean>
  /** Whether a tenant may pass on a group's whole history, also what was sent to others of the node only. */
  sharesHistory(reader: Reader, group: GroupId): Promise<boolean>
  /** Whether a tenant may read a group's state and logs as of a block. */
  mayRead(reader: Reader, group: GroupId, block: PublicBlock): Promise<boolean>
  /** Where a range of logs ends for a tenant. */
  lastLogBlock(reader: Reader, group: GroupId): Promise<bigint | 'all' | 'nothing'>
  /** A private transaction that a tenant may look up. */
  locate(reader: Reader, marker: TransactionHash): Promise<LocatedPrivateTransaction | undefined>
}
