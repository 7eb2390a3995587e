import { tenantKey } from '../../node/tenantKey.ts'
import { locatePrivateTransaction } from '../../node/locatePrivateTransaction.ts'
import type { GroupId } from '../../primitives/identifiers.ts'
import { membersAt } from './membersAt.ts'
import type { Reader, TenancyRules } from './TenancyRules.ts'

/**
 * As Besu 24.3.0 does it: a block is readable for those who are members after it, ranges of logs for present members, and
 * transactions for whom their payload was sent to (spec 04 §6.1).
 */
export const besuRules: TenancyRules = {
  sendsAsItself: false,
  isMember,
  sharesHistory: () => Promise.resolve(false),
  mayRead: async ({ node, key }, group, block) => {
    // Besu asks by number, so for a block of a side branch it is the canonical one that counts.
    const hash = node.canonical.hashAt(block.number)
    const canonical = hash && node.chain.block(hash)
    const members = canonical && (await membersAt(node, canonical, group))
    return members === undefined || members.includes(key)
  },
  lastLogBlock: async (reader, group) => ((await isMember(reader, group)) ? 'all' : 'nothing'),
  locate: ({ node, key }, marker) => locatePrivateTransaction(node, marker, { key: tenantKey(key) }),
}

async function isMember({ node, key }: Reader, group: GroupId): Promise<boolean> {
  const members = await membersAt(node, node.canonical.head, group)
  return members === undefined || members.includes(key)
}
