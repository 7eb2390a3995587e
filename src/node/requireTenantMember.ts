import { refuse } from '../errors/SubmissionError.ts'
import type { GroupId } from '../primitives/identifiers.ts'
import type { NodeContext } from './NodeContext.ts'

/**
 * A tenant can only send to a group that it is a member of at the head, or to one that is not there yet (spec 04 §5). Does nothing
 * where the node acts for itself.
 * @throws {SubmissionError} `ENCLAVE_ERROR`, as Besu says it.
 */
export async function requireTenantMember({ tenant }: NodeContext, group: GroupId): Promise<void> {
  if (tenant === undefined || (await tenant.isMember(group))) return
  throw refuse('ENCLAVE_ERROR', 'the enclave key of the caller is not among the members of the group')
}
