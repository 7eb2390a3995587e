import { readMembers } from '../../../execution/askManagement.ts'
import { EnclaveError } from '../../../errors/EnclaveError.ts'
import type { NodeContext } from '../../../node/NodeContext.ts'
import { simulationContext } from '../../../node/simulationContext.ts'
import { toHex } from '../../../primitives/bytes.ts'
import type { GroupId } from '../../../primitives/identifiers.ts'
import { resolveRoot } from '../../../state/resolveRoot.ts'
import type { MethodSet } from '../../Method.ts'
import { address } from '../../parameters/address.ts'
import { blockParameter } from '../../parameters/blockParameter.ts'
import { groupId } from '../../parameters/groupId.ts'
import { text } from '../../parameters/text.ts'
import { data } from '../../results/scalars.ts'
import { rpcError } from '../../RpcError.ts'
import { blockWithNumber, chosenNumber } from './chosenBlock.ts'

/** What an enclave says when it does not have a group. */
const NO_SUCH_GROUP = /^(PrivacyGroupNotFound|Privacy group.*not found)$/

/** `priv_getCode` and `priv_debugGetStateRoot` (spec 03 §10.5, §10.6). */
export const state: MethodSet = {
  priv_getCode: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'group id, address, block',
    result: 'code; null without such an account or block',
    handler: async (params, { node: { context }, tenant }) => {
      const number = chosenNumber(context, params.required(2, blockParameter))
      const group = params.required(0, text)
      const account = params.required(1, address)
      const block = blockWithNumber(context, number)
      if (block === undefined) return null
      const id = groupId(group, 'INTERNAL_ERROR')
      await tenant?.requireMember(id)
      const world = context.states.reader(id, resolveRoot(context.metadata, block.hash, id))
      const record = world.account(toHex(account))
      return record === undefined ? null : data(world.code(record.codeHash))
    },
  },
  priv_debugGetStateRoot: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'group id, block',
    result: 'root of the private state after the block',
    handler: async (params, { node: { context }, tenant }) => {
      const number = chosenNumber(context, params.required(1, blockParameter))
      const group = groupId(params.required(0, text), 'INVALID_PARAMS')
      await requireGroup(context, group)
      await tenant?.requireMember(group, 'FIND_PRIVACY_GROUP_ERROR')
      const block = blockWithNumber(context, number)
      if (block === undefined) throw rpcError('INTERNAL_ERROR')
      await tenant?.requireAccessAt(group, block)
      return data(resolveRoot(context.metadata, block.hash, group))
    },
  },
}

/** Besu looks for a flexible group in the private state and for another one in the enclave. @throws {RpcError}. */
async function requireGroup(node: NodeContext, group: GroupId): Promise<void> {
  if (node.privacy === 'flexible') {
    const members = await readMembers(simulationContext(node, node.canonical.head, group))
    if (members === undefined) throw rpcError('FIND_PRIVACY_GROUP_ERROR')
    return
  }
  try {
    await node.enclave.groups.retrieve(group)
  } catch (cause) {
    if (!(cause instanceof EnclaveError)) throw cause
    if (cause.kind !== 'client') throw rpcError('INVALID_PARAMS', { cause })
    throw rpcError(NO_SUCH_GROUP.test(cause.message) ? 'FIND_PRIVACY_GROUP_ERROR' : 'ENCLAVE_ERROR', { cause })
  }
}
