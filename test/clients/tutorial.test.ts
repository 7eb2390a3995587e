import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Hex } from 'viem'
import { addParticipants } from './privateGroupScript.ts'
import { signPrivateTransaction } from './signPrivateTransaction.ts'
import { type Serving, serve } from '../cli/serving.ts'

/** Requests as tutorials show them, sent as `curl -X POST --data '…'` does: no library, curl's content type. */
const GROUP = 'DyAOiF/ynpc+JXa2YAGB0bCitSlOMNm+ShmB/7M6C4w='
const OWNER = '0xfe3b557e8fb62b89f4916b721be55ceb828dbd73'
const OWNERS_KEY = '0x8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63'
const PROXY = '0x000000000000000000000000000000000000007c'
const KEYS = [
  'BULeR8JyUWhiuuCMU/HLA0Q5pzkYT+cHII3ZKBey3Bo=',
  'QfeDAys9MPDs2XHExtc84jKGHxZg/aj52DTh0vtA3Xc=',
  '1iTZde/ndBHvzhcl7V68x44Vx7pl8nwx9LqnM/AfJUg=',
] as const

let serving: Serving
beforeAll(async () => {
  serving = await serve(['--preset', 'quickstart', '--logging', 'OFF'])
})
afterAll(async () => {
  expect(await serving.stop()).toBe(0)
})

type NodeName = 'member1' | 'member2' | 'member3' | 'rpcnode'

function urlOf(name: NodeName): string {
  return serving.info.nodes.find((node) => node.name === name)?.url ?? ''
}

async function curl(node: NodeName, body: string): Promise<unknown> {
  const response = await fetch(urlOf(node), {
    method: 'POST',
    headers: { Accept: '*/*', 'Content-Type': 'application/x-www-form-urlencoded' },
    body,
  })
  return response.json()
}

async function ask(node: NodeName, method: string, ...params: unknown[]): Promise<unknown> {
  const answer = await curl(node, JSON.stringify({ jsonrpc: '2.0', method, params, id: 1 }))
  expect(Object.keys(answer as object)).toEqual(['jsonrpc', 'id', 'result'])
  return (answer as { readonly result: unknown }).result
}

/** Sends what the owner signs, without `0x` as web3js-quorum does. */
async function send(nonce: number, data: Hex): Promise<string> {
  const raw = await signPrivateTransaction({
    nonce,
    to: PROXY,
    data,
    chainId: 1337,
    privateFrom: KEYS[0],
    privacyGroupId: GROUP,
    privateKey: OWNERS_KEY,
  })
  return (await ask('member1', 'eea_sendRawTransaction', raw.slice(2))) as string
}

describe('requests of the tutorials', () => {
  it('finds the node up', async () => {
    const url = urlOf('member1')
    expect((await fetch(url)).status).toBe(201)
    for (const path of ['liveness', 'readiness']) {
      const response = await fetch(`${url}/${path}`)
      expect([response.status, await response.json()]).toEqual([200, { status: 'UP' }])
    }
  })

  it('says what it is', async () => {
    expect(await ask('rpcnode', 'web3_clientVersion')).toMatch(/^besu\/v24\.3\.0\//)
    expect(await ask('rpcnode', 'net_version')).toBe('1337')
    expect(await ask('rpcnode', 'eth_chainId')).toBe('0x539')
    expect(await ask('rpcnode', 'net_listening')).toBe(true)
    expect(await ask('rpcnode', 'net_peerCount')).toMatch(/^0x/)
    expect(await ask('rpcnode', 'eth_syncing')).toBe(false)
    expect(await ask('rpcnode', 'eth_accounts')).toEqual([])
    expect(await ask('rpcnode', 'eth_gasPrice')).toMatch(/^0x/)
    expect(await ask('rpcnode', 'eth_getBalance', OWNER, 'latest')).toBe('0xad78ebc5ac6200000')
    expect(await ask('rpcnode', 'eth_getBlockByNumber', '0x0', false)).toMatchObject({
      number: '0x0',
      timestamp: '0x58ee40ba',
      transactions: [],
    })
    expect(await ask('member1', 'priv_getPrivacyPrecompileAddress')).toBe('0x000000000000000000000000000000000000007d')
  })

  it('makes a group, adds a member and removes it', async () => {
    expect(await ask('member1', 'priv_getTransactionCount', OWNER, GROUP)).toBe('0x0')
    const created = await send(0, addParticipants('v1', [KEYS[0], KEYS[1]]))
    const marker = (await ask('member2', 'eth_getTransactionByHash', created)) as { readonly input: string }
    expect(marker).toMatchObject({ hash: created, to: '0x000000000000000000000000000000000000007d', type: '0x0' })
    expect(marker.input).toMatch(/^0x[0-9a-f]{64}$/)
    expect(await ask('rpcnode', 'eth_getTransactionReceipt', created)).toMatchObject({ status: '0x1', logs: [] })

    const receipt = (await ask('member2', 'priv_getTransactionReceipt', created)) as object
    expect(receipt).toMatchObject({
      from: OWNER,
      to: PROXY,
      output: expect.stringMatching(/^0x0{63}1$/) as string,
      commitmentHash: created,
      privateFrom: KEYS[0],
      privacyGroupId: GROUP,
      status: '0x1',
      blockNumber: '0x1',
      transactionIndex: '0x0',
    })
    expect(Object.keys(receipt)).not.toContain('transactionHash')
    expect(await ask('member3', 'priv_getTransactionReceipt', created)).toBeNull()
    expect(await ask('rpcnode', 'priv_getPrivateTransaction', created)).toBeNull()
    expect(await members('member2', KEYS[0])).toEqual([KEYS[0], KEYS[1]])

    await send(1, '0xf83d08ba')
    const added = await send(2, addParticipants('v1', [KEYS[2]]))
    expect(await ask('member3', 'priv_getTransactionReceipt', added)).toMatchObject({ status: '0x1' })
    expect(await members('member3', KEYS[2])).toEqual(KEYS)

    const removal: Hex = `0xfd017797${Buffer.from(KEYS[2], 'base64').toString('hex')}`
    const removed = await send(3, removal)
    expect(await ask('member1', 'priv_getTransactionReceipt', removed)).toMatchObject({ status: '0x1' })
    expect(await members('member1', KEYS[0])).toEqual([KEYS[0], KEYS[1]])
    expect(await ask('member1', 'priv_getTransactionCount', OWNER, GROUP)).toBe('0x4')
  })

  it('reads the group', async () => {
    const participants = await ask('member2', 'priv_call', GROUP, { to: PROXY, data: '0x5aa68ac0' }, 'latest')
    expect(String(participants)).toContain(Buffer.from(KEYS[1], 'base64').toString('hex'))
    expect(await ask('member2', 'priv_getCode', GROUP, PROXY, 'latest')).toMatch(/^0x[0-9a-f]{100}/)
    expect(await ask('member1', 'priv_getLogs', GROUP, { fromBlock: '0x1', toBlock: 'latest' })).toHaveLength(4)
    const root = await ask('member1', 'priv_debugGetStateRoot', GROUP, 'latest')
    expect(await ask('member2', 'priv_debugGetStateRoot', GROUP, 'latest')).toBe(root)
    const filter = await ask('member1', 'priv_newFilter', GROUP, { fromBlock: '0x1' })
    expect(await ask('member1', 'priv_getFilterChanges', GROUP, filter)).toEqual([])
    expect(await ask('member1', 'priv_uninstallFilter', GROUP, filter)).toBe(true)
  })

  it('answers errors as JSON', async () => {
    const failed = (method: string, ...params: unknown[]) =>
      curl('member1', JSON.stringify({ jsonrpc: '2.0', method, params, id: 53 }))
    const answer = (code: number, message: string) => ({ jsonrpc: '2.0', id: 53, error: { code, message } })
    expect(await failed('priv_createPrivacyGroup', { addresses: KEYS })).toEqual(answer(-32604, 'Method not enabled'))
    expect(await failed('priv_getTransactionReceipt')).toEqual(answer(-32602, 'Invalid params'))
    expect(await failed('eea_sendRawTransaction', '0x00')).toEqual(
      answer(-50100, 'Unable to decode the private signed raw transaction'),
    )
    expect(await failed('eth_sendTransaction', {})).toEqual(
      answer(
        -32604,
        'The method eth_sendTransaction is not supported. Use eth_sendRawTransaction to send a signed transaction to Besu.',
      ),
    )
    expect(await curl('member1', '{')).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32700, message: 'Parse error' },
    })
  })
})

/** Members of the group as a node finds it by one of them. */
async function members(node: NodeName, key: string): Promise<unknown> {
  const groups = (await ask(node, 'privx_findFlexiblePrivacyGroup', [key])) as {
    privacyGroupId: string
    members: unknown
  }[]
  return groups.find(({ privacyGroupId }) => privacyGroupId === GROUP)?.members
}
