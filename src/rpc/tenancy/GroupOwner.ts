import { groupId } from '../parameters/groupId.ts'
import type { Tenant } from './Tenant.ts'

/**
 * Whose a filter or subscription of a group is. It goes when its owner is no member any more, and only present members may use
 * it (spec 04 §7).
 */
export interface GroupOwner {
  readonly tenant: Tenant
  /** Group id as it was given. */
  readonly group: string
}

/** Under the rules `besu`, and in a node without tenants, nothing has an owner. */
export function ownerOf(tenant: Tenant | undefined, group: string): GroupOwner | undefined {
  return tenant?.rules === 'documented' ? { tenant, group } : undefined
}

/** Whether the owner may still be told about the group. What cannot be found out is refused. */
export async function isStillMember({ tenant, group }: GroupOwner): Promise<boolean> {
  return tenant.isMember(groupId(group, 'INTERNAL_ERROR')).catch(() => false)
}
