import type { Call } from '../Call.ts'
import { isStillMember } from './GroupOwner.ts'

/** Whether a caller may use a filter; one that nobody owns is anybody's. @param id of a filter that need not be there. */
export async function mayUseFilter({ rpc, tenant }: Pick<Call, 'rpc' | 'tenant'>, id: string): Promise<boolean> {
  const owner = rpc.filters.ownerOf(id)
  if (owner === undefined) return true
  return tenant !== undefined && isStillMember({ tenant, group: owner.group })
}
