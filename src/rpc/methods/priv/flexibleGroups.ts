import { readMembers } from '../../../execution/askManagement.ts'
import type { NodeContext } from '../../../node/NodeContext.ts'
import { simulationContext } from '../../../node/simulationContext.ts'
import { toBase64 } from '../../../primitives/bytes.ts'
import { toGroupId } from '../../../primitives/identifiers.ts'
import type { JsonValue } from '../../JsonRpc.ts'
import type { Method, MethodSet } from '../../Method.ts'
import { nullableTextList } from '../../parameters/text.ts'
import { rpcError } from '../../RpcError.ts'

const FOR_WEB3J = 'With web3jCompatible (--web3j-compatible) their type is ONCHAIN and not FLEXIBLE.'

const find: Method = {
  group: 'PRIV',
  fidelity: 'besu',
  privacy: 'flexible',
  params: 'list of enclave keys',
  result: 'groups that have all of them as members',
  note: FOR_WEB3J,
  handler: async (params, { node: { context }, tenant, web3jCompatible }) => {
    const keys = params.required(0, nullableTextList)
    if (tenant !== undefined && !keys.includes(tenant.key)) throw rpcError('FIND_FLEXIBLE_PRIVACY_GROUP_ERROR')
    try {
      return await groupsWith(context, keys, web3jCompatible ? 'ONCHAIN' : 'FLEXIBLE')
    } catch (cause) {
      throw rpcError('FIND_FLEXIBLE_PRIVACY_GROUP_ERROR', { cause })
    }
  },
}

/** `privx_findFlexiblePrivacyGroup` and its older names (spec 03 §13, 05 §8.2). */
export const flexibleGroups: MethodSet = {
  privx_findFlexiblePrivacyGroup: find,
  privx_findOnchainPrivacyGroup: { ...find, note: `Older name of privx_findFlexiblePrivacyGroup. ${FOR_WEB3J}` },
  privx_findOnChainPrivacyGroup: {
    ...find,
    fidelity: 'development',
    web3j: true,
    note: 'The name that web3j sends and Besu 1.x had. Only with web3jCompatible (--web3j-compatible), else -32601.',
  },
}

/** Groups that the node knows at its head and whose members are all the keys or more. */
async function groupsWith(
  node: NodeContext,
  keys: readonly (string | null)[],
  type: 'FLEXIBLE' | 'ONCHAIN',
): Promise<JsonValue[]> {
  const { head } = node.canonical
  const found: JsonValue[] = []
  for (const id of node.metadata.headMap(head.hash)?.keys() ?? []) {
    const group = toGroupId(Buffer.from(id.slice(2), 'hex'))
    const members = (await readMembers(simulationContext(node, head, group)))?.map(toBase64)
    if (members === undefined || !keys.every((key) => key !== null && members.includes(key))) continue
    found.push({ privacyGroupId: toBase64(group), name: '', description: '', type, members })
  }
  return found
}
