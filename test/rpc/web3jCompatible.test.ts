import { expect, it } from 'vitest'
import { API_GROUPS } from '../../src/rpc/apiGroups.ts'
import { NetworkRpc } from '../../src/rpc/NetworkRpc.ts'
import { RpcService, type RpcServiceOptions } from '../../src/rpc/RpcService.ts'
import { openNetwork } from '../scenarios/support/openNetwork.ts'

const WEB3J = 'privx_findOnChainPrivacyGroup'
const FIND = ['privx_findFlexiblePrivacyGroup', 'privx_findOnchainPrivacyGroup']
const NOT_FOUND = { code: -32601, message: 'Method not found' }
const NOT_ENABLED = { code: -32604, message: 'Method not enabled' }

/** What alice's node answers: the types of the groups that are found, or the error. */
async function found(
  method: string,
  options: Partial<RpcServiceOptions>,
  privacy: 'flexible' | 'offchain' = 'flexible',
): Promise<unknown> {
  const { network, alice } = await openNetwork({ privacy })
  if (privacy === 'flexible') await alice.createGroup({ members: ['alice', 'bob'] })
  const service = new RpcService(new NetworkRpc(network).node('alice'), {
    ...{ transport: 'http', groups: API_GROUPS },
    ...options,
  })
  const answer = await service.respond({ id: 1, method, params: [[alice.enclaveKey]] })
  if (answer === undefined || 'error' in answer) return answer?.error
  return (answer.result as { type: string }[]).map(({ type }) => type)
}

it('web3j finds groups where it is helped (spec 05 §8.2)', async () => {
  for (const method of [WEB3J, ...FIND]) expect(await found(method, { web3jCompatible: true })).toEqual(['ONCHAIN'])
})

it('by default everything is as in Besu', async () => {
  for (const options of [{}, { web3jCompatible: false }]) {
    expect(await found(WEB3J, options)).toEqual(NOT_FOUND)
    for (const method of FIND) expect(await found(method, options)).toEqual(['FLEXIBLE'])
  }
})

it("web3j's name is available where the others are", async () => {
  const web3jCompatible = true
  expect(await found(WEB3J, { web3jCompatible, groups: ['ETH'] })).toEqual(NOT_ENABLED)
  expect(await found(WEB3J, { web3jCompatible, privacyEnabled: false })).toEqual(NOT_ENABLED)
  expect(await found(WEB3J, { web3jCompatible }, 'offchain')).toEqual(NOT_ENABLED)
})
