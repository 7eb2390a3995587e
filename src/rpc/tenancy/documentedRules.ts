import type { PublicBlock } from '../../chain/PublicBlock.ts'
import { isCoterieError } from '../../errors/CoterieError.ts'
import { tenantKey } from '../../node/tenantKey.ts'
import { type LocatedPrivateTransaction, locatePrivateTransaction } from '../../node/locatePrivateTransaction.ts'
import type { NodeContext } from '../../node/NodeContext.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { type GroupId, type TransactionHash, toGroupId } from '../../primitives/identifiers.ts'
import { legacyGroupId } from '../../transaction/groupId.ts'
import type { PrivateTransaction } from '../../transaction/privateTransaction.ts'
import { membersAt } from './membersAt.ts'
import { MembershipHistory } from './MembershipHistory.ts'
import type { Reader, TenancyRules } from './TenancyRules.ts'

/** What somebody is to a group, as of the head. */
type Standing =
  | { readonly kind: 'member' | 'stranger' | 'no-list' }
  /** Removed by the block with this number. */
  | { readonly kind: 'removed'; readonly at: bigint }

/**
 * As Besu's documentation promises: a member has access to everything, also from before its time; one that has been removed
 * has access to what there was up to and including the block that removed it, and a stranger to nothing (spec 04 §6.1).
 */
export const documentedRules: TenancyRules = {
  sendsAsItself: true,
  isMember: async ({ node, key }, group) => {
    const members =
      (await membersAt(node, node.canonical.head, group)) ?? (await MembershipHistory.of(node, group)).latest
    return members === undefined || members.includes(key)
  },
  sharesHistory: async (reader, group) => (await standingOf(reader, group)).kind === 'member',
  mayRead: async (reader, group, block) => {
    const standing = await standingOf(reader, group)
    if (standing.kind !== 'removed') return standing.kind !== 'stranger'
    if (block.number > standing.at) return false
    return isCanonical(reader.node, block) || wasMember(reader, group, block)
  },
  lastLogBlock: async (reader, group) => {
    // A block that is imported meanwhile may remove the tenant.
    const head = reader.node.canonical.head.number
    const standing = await standingOf(reader, group)
    if (standing.kind === 'stranger') return 'nothing'
    return standing.kind === 'removed' ? standing.at : head
  },
  locate: async (reader, marker) => {
    const own = await locatePrivateTransaction(reader.node, marker, { key: tenantKey(reader.key) })
    if (own !== undefined) {
      const standing = await standingOf(reader, groupOf(own.transaction))
      return standing.kind === 'removed' && own.block.number > standing.at ? undefined : own
    }
    return locateOfOthers(reader, marker)
  },
}

/** A transaction of the tenant's group whose payload was sent to other tenants of the node only. Nothing is told of one that is not. */
async function locateOfOthers(reader: Reader, marker: TransactionHash): Promise<LocatedPrivateTransaction | undefined> {
  try {
    const located = await locatePrivateTransaction(reader.node, marker, { key: 'any' })
    if (located === undefined) return undefined
    const standing = await standingOf(reader, groupOf(located.transaction))
    const isSeen = standing.kind === 'member' || (standing.kind === 'removed' && located.block.number <= standing.at)
    return isSeen ? located : undefined
  } catch (error) {
    if (isCoterieError(error, 'HISTORY_DEFERRED')) throw error
    return undefined
  }
}

async function standingOf({ node, key }: Reader, group: GroupId): Promise<Standing> {
  const members = await membersAt(node, node.canonical.head, group)
  if (members?.includes(key) === true) return { kind: 'member' }
  const history = await MembershipHistory.of(node, group)
  // A group that no longer says who its members are has those that it had last.
  const latest = members ?? history.latest
  if (latest === undefined) return { kind: 'no-list' }
  if (latest.includes(key)) return { kind: 'member' }
  const at = history.removalOf(key)
  return at === undefined ? { kind: 'stranger' } : { kind: 'removed', at }
}

/** Whether a tenant was a member before or after a block of a side branch. */
async function wasMember({ node, key }: Reader, group: GroupId, block: PublicBlock): Promise<boolean> {
  const parent = node.chain.block(block.parentHash)
  const before = parent && (await membersAt(node, parent, group))
  return before?.includes(key) === true || (await membersAt(node, block, group))?.includes(key) === true
}

function isCanonical({ canonical }: NodeContext, block: PublicBlock): boolean {
  const hash = canonical.hashAt(block.number)
  return hash !== undefined && equalBytes(hash, block.hash)
}

function groupOf({ recipients, privateFrom }: PrivateTransaction): GroupId {
  return recipients.kind === 'group' ? toGroupId(recipients.groupId) : legacyGroupId(privateFrom, recipients.privateFor)
}
