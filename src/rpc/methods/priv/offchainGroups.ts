import { EnclaveError } from '../../../errors/EnclaveError.ts'
import { enclaveRefusal } from '../../../node/enclaveRefusal.ts'
import type { PrivacyGroupView } from '../../../node/offchainGroups.ts'
import { isRecord } from '../../envelope.ts'
import type { JsonValue } from '../../JsonRpc.ts'
import type { MethodSet } from '../../Method.ts'
import { text, textList } from '../../parameters/text.ts'
import { rpcError } from '../../RpcError.ts'

/** Groups that the enclave makes (spec 03 §10.7). */
export const offchainGroups: MethodSet = {
  priv_createPrivacyGroup: {
    group: 'PRIV',
    fidelity: 'besu',
    privacy: 'offchain',
    params: '{addresses, name?, description?}',
    result: 'group id',
    handler: async (params, { node }) => {
      const request = params.required(0, groupRequest)
      try {
        const { privacyGroupId } = await node.createPrivacyGroup(request)
        return privacyGroupId
      } catch (error) {
        throw error instanceof EnclaveError ? enclaveRefusal(error) : rpcError('ENCLAVE_ERROR', { cause: error })
      }
    },
  },
  priv_deletePrivacyGroup: {
    group: 'PRIV',
    fidelity: 'besu',
    privacy: 'offchain',
    params: 'group id',
    result: 'group id',
    handler: async (params, { node }) => {
      const id = params.required(0, text)
      try {
        return await node.deletePrivacyGroup(id)
      } catch (cause) {
        throw rpcError('DELETE_PRIVACY_GROUP_ERROR', { cause })
      }
    },
  },
  priv_findPrivacyGroup: {
    group: 'PRIV',
    fidelity: 'besu',
    privacy: 'offchain',
    params: 'list of enclave keys',
    result: 'groups that have just these members',
    handler: async (params, { node }) => {
      const keys = params.required(0, textList)
      try {
        return (await node.findPrivacyGroups(keys)).map(groupResult)
      } catch (cause) {
        throw rpcError('FIND_PRIVACY_GROUP_ERROR', { cause })
      }
    },
  },
}

const KEYS = ['addresses', 'name', 'description']

/** What a group is made of; an unknown key is refused. */
function groupRequest(value: unknown): { addresses: string[]; name?: string; description?: string } {
  if (!isRecord(value) || Object.keys(value).some((key) => !KEYS.includes(key))) throw rpcError('INVALID_PARAMS')
  const { addresses, name, description } = value
  return {
    addresses: textList(addresses),
    ...(name === undefined || name === null ? {} : { name: text(name) }),
    ...(description === undefined || description === null ? {} : { description: text(description) }),
  }
}

function groupResult({ privacyGroupId, name, description, type, members }: PrivacyGroupView): JsonValue {
  return { privacyGroupId, name, description, type, members }
}
