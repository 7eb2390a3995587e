import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MultiTenancyRules } from '../../../src/node/MultiTenancy.ts'
import { toHex } from '../../../src/primitives/bytes.ts'
import {
  type MatrixRow,
  type Outcome,
  PLACES,
  STANDINGS,
  type Standing,
  accessMatrix,
} from '../../../src/rpc/tenancy/accessMatrix.ts'
import { methods } from '../../../src/rpc/methods.ts'
import { rpcErrors } from '../../../src/rpc/rpcErrors.ts'
import { isPrivateMethod } from '../../../src/rpc/isPrivateMethod.ts'
import { eventEmitter } from '../../fixtures/contracts.ts'
import { rawTransaction } from '../../scenarios/support/signedTransaction.ts'
import { errorOf } from '../ask.ts'
import { KEYS, type TenantScene, TenantScene as Scene } from './TenantScene.ts'
import { encodeFunctionData } from 'viem'

const standings = Object.keys(STANDINGS) as Standing[]
const ALL = { fromBlock: 'earliest', toBlock: 'latest' }
const VALUE = encodeFunctionData({ abi: eventEmitter.abi, functionName: 'value' })

/** Parameters of a request of the matrix. */
async function paramsOf(
  { method, about, place }: MatrixRow,
  standing: Standing,
  scene: TenantScene,
): Promise<unknown[]> {
  const { group, emitter, node } = scene
  const moment = scene.moments(standing, place ?? 'head')
  const block = `0x${moment.number.toString(16)}`
  const isOwn = about.includes('other group')
  switch (method) {
    case 'eea_sendRawTransaction':
    case 'priv_distributeRawTransaction':
      return [toHex(rawTransaction(node, group, { to: emitter, data: '0x', privateFrom: KEYS[standing] }))]
    case 'priv_getTransactionCount':
      return [node.address, group]
    case 'priv_call':
      return [group, { to: emitter, data: VALUE }, block]
    case 'priv_getCode':
      return [group, emitter, block]
    case 'priv_debugGetStateRoot':
      return [group, block]
    case 'priv_getLogs':
      if (place !== undefined) return [group, { blockHash: moment.block }]
      if (about === 'all blocks') return [group, ALL]
      return [group, { fromBlock: `0x${(scene.moments(standing, 'removal').number + 1n).toString(16)}` }]
    case 'priv_newFilter':
      return [group, ALL]
    case 'priv_getFilterChanges':
    case 'priv_getFilterLogs':
    case 'priv_uninstallFilter':
      if (isOwn) return [scene.ownGroups[standing], scene.filters[standing]]
      return [group, await scene.ask('member', 'priv_newFilter', group, ALL)]
    case 'priv_subscribe':
      return [group, 'logs', {}]
    case 'priv_unsubscribe':
      return [group, scene.subscriptions[standing]]
    case 'privx_findFlexiblePrivacyGroup':
      return [[KEYS[standing], KEYS.member, ...(standing === 'member' ? [KEYS.added] : [])]]
    case 'priv_getPrivateTransaction':
    case 'priv_getTransactionReceipt':
      return [moment.marker]
    case 'priv_traceTransaction':
      return [group, scene.moments(standing, standing === 'added' ? 'head' : 'before').marker]
    default:
      return []
  }
}

const errors: Partial<Record<Outcome, keyof typeof rpcErrors>> = {
  unauthorized: 'UNAUTHORIZED',
  enclave: 'ENCLAVE_ERROR',
  nonce: 'GET_PRIVATE_TRANSACTION_NONCE_ERROR',
  find: 'FIND_PRIVACY_GROUP_ERROR',
}

/** Methods whose answers are new every time. */
const RANDOM = /^(eea_send|priv_distribute|priv_newFilter|priv_subscribe|priv_.*FilterLogs|priv_.*FilterChanges|privx_)/

async function expectOutcome(row: MatrixRow, standing: Standing, outcome: Outcome, scene: TenantScene): Promise<void> {
  const params = await paramsOf(row, standing, scene)
  const answer = scene.ask(standing, row.method, ...params)
  const name = errors[outcome]
  if (name !== undefined) {
    const [code, message] = rpcErrors[name]
    expect(await errorOf(answer)).toEqual({ code, message })
    return
  }
  if (outcome === 'gone') {
    if (row.method === 'priv_uninstallFilter') expect(await answer).toBe(false)
    else
      expect(await errorOf(answer)).toMatchObject({
        code: -32000,
        message: expect.stringMatching(/not found$/) as string,
      })
    return
  }
  const result = await answer
  if (outcome === 'null') expect(result).toBeNull()
  else if (outcome === 'empty') expect(withoutOwn(result, scene)).toEqual([])
  else if (outcome === 'cut') expect(result).toEqual(await logsUpToRemoval(scene))
  else if (RANDOM.test(row.method)) expectUsable(row, result, scene)
  else if (row.method !== 'priv_uninstallFilter' && row.method !== 'priv_unsubscribe') {
    expect(result).toEqual(await scene.ask('member', row.method, ...params))
  } else expect(result).toBe(true)
}

function expectUsable({ method }: MatrixRow, result: unknown, scene: TenantScene): void {
  if (method.startsWith('privx_')) expect(withoutOwn(result, scene)).toMatchObject([{ privacyGroupId: scene.group }])
  else if (/Filter(Logs|Changes)$/.test(method)) expect(result).toBeInstanceOf(Array)
  else expect(result).toMatch(/^0x[0-9a-f]+$/)
}

/** Groups that are found, but those that tenants have for themselves. */
function withoutOwn(result: unknown, { ownGroups }: TenantScene): unknown {
  const own = Object.values(ownGroups)
  if (!Array.isArray(result)) return result
  return result.filter((group: { privacyGroupId?: string }) => !own.includes(group.privacyGroupId ?? ''))
}

async function logsUpToRemoval(scene: TenantScene): Promise<unknown> {
  const toBlock = `0x${scene.moments('removed', 'removal').number.toString(16)}`
  const logs = (await scene.ask('member', 'priv_getLogs', scene.group, { fromBlock: 'earliest', toBlock })) as unknown[]
  expect(logs.length).toBeGreaterThan(4)
  return logs
}

describe.each<MultiTenancyRules>(['documented', 'besu'])('what tenants may see by the rules "%s"', (rules) => {
  let scene: TenantScene
  beforeAll(async () => {
    scene = await Scene.open(rules)
  })
  afterAll(() => scene.network.close())

  const cases = accessMatrix.flatMap((row) =>
    standings.map((standing, index) => [label(row), STANDINGS[standing], row, standing, index] as const),
  )
  it.each(cases)('%s: %s', async (_, __, row, standing, index) => {
    await expectOutcome(row, standing, row.outcomes[rules][index] ?? 'ok', scene)
  })
})

it('the matrix has every private method of flexible groups', () => {
  const named = new Set(accessMatrix.map(({ method }) => method))
  const missing = [...methods]
    .filter(([name, method]) => isPrivateMethod(name, method) && method.privacy !== 'offchain' && !named.has(name))
    .map(([name]) => name)
  // The first knows no groups that there could be members of; the others are older names.
  expect(missing).toEqual([
    'priv_getEeaTransactionCount',
    'privx_findOnchainPrivacyGroup',
    'privx_findOnChainPrivacyGroup',
  ])
})

function label({ method, about }: MatrixRow): string {
  return about === '' ? method : `${method}, ${about}`
}

it('every place is asked about', () => {
  const asked = new Set(accessMatrix.map(({ place }) => place))
  expect(Object.keys(PLACES).filter((place) => !asked.has(place as keyof typeof PLACES))).toEqual([])
})
