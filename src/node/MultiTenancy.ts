import type { GroupId } from '../primitives/identifiers.ts'

/**
 * What a tenant of a node may see (spec 04 §6): `documented` as Besu's documentation promises, `besu` as its source does it.
 * They differ in removed members and in histories from before a member's time.
 */
export type MultiTenancyRules = 'documented' | 'besu'

/** A tenant in whose name a node acts. */
export interface ActingTenant {
  /** Whether it may send in the name of its own key only. */
  readonly sendsAsItself: boolean
  /** Whether it is a member of a group at the head, or there is no group with a list of members. */
  isMember(group: GroupId): Promise<boolean>
  /** Whether it may pass on a group's whole history, also what was sent to other tenants of the node only. */
  sharesHistory(group: GroupId): Promise<boolean>
}
