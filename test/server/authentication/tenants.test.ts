import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TOKEN_UNIT, deployToken, transferTokens } from '../../../src/cli/demoToken.ts'
import { type ListenOptions, type Network, createNetwork } from '../../../src/index.ts'
import { temporaryFolder } from '../../storage/temporaryFolder.ts'
import { WsClient } from '../WsClient.ts'
import { ask, post, request, unauthorized } from './ask.ts'
import { GOOD, NOW, forge, pemOf, rsa } from './forge.ts'

/** The node's own key, and that of a second tenant. */
const [K1, K2] = ['A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo=', 'Ko2bVqD+nNlNYL5EE7y3IdOnviftjiizpjRt+HTuFBs=']
const PRIVATE = 'priv_getPrivacyPrecompileAddress'
const invalid = { jsonrpc: '2.0', id: 7, error: { code: -32600, message: 'Invalid Request' } }

let network: Network
beforeAll(async () => {
  network = await createNetwork({ nodes: { alice: { enclaveKeys: [K1, K2] } }, multiTenancy: true })
})
afterAll(() => network.close())

/** What a new WebSocket with a token says to one message. */
async function tell(message: string, token?: string): Promise<unknown> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const client = await WsClient.open(network.node('alice').wsUrl ?? '', { headers })
  const answer: unknown = JSON.parse(await client.ask(message))
  client.close()
  return answer
}

it('FP-43 a token without a key: public methods only, else -32600 and HTTP 400; priv_subscribe: -32603', async () => {
  await using _ = await network.listen({ authentication: true })
  const { url } = network.node('alice')
  const token = await network.token()
  expect(await ask(url, 'eth_chainId', token)).toMatchObject({ status: 200, body: { result: '0x539' } })
  expect(await ask(url, PRIVATE, token)).toMatchObject({ status: 400, body: invalid })
  expect(await post(url, `[${request(PRIVATE)}]`, `Bearer ${token}`)).toMatchObject({ status: 200, body: [invalid] })
  expect(await tell(request(PRIVATE), token)).toEqual(invalid)
  expect(await tell(request('priv_subscribe'), token)).toMatchObject({ id: 7, error: { code: -32603 } })
  // The permission is looked at first.
  const other = await network.token({ permissions: ['eth:*'] })
  expect(await ask(url, PRIVATE, other)).toMatchObject({ status: 401, body: unauthorized(7) })
})

it('FP-43 a token with a key acts for that tenant', async () => {
  await using _ = await network.listen({ authentication: true })
  const { url } = network.node('alice')
  for (const key of [K1, K2]) {
    const token = await network.token({ enclaveKey: key })
    const find = (keys: readonly string[]) => request('privx_findFlexiblePrivacyGroup', [keys])
    expect(await post(url, find([key]), `Bearer ${token}`)).toMatchObject({ status: 200, body: { result: [] } })
    const other = key === K1 ? K2 : K1
    expect(await post(url, find([other]), `Bearer ${token}`)).toMatchObject({
      status: 200,
      body: { error: { code: -50100, message: 'Error finding flexible privacy group' } },
    })
  }
})

it('a service that asks for no token has no private methods, nor has a method that needs none', async () => {
  await using open = await network.listen({ http: { authentication: true }, ws: { authentication: false } })
  expect(await tell(request('eth_chainId'))).toMatchObject({ result: '0x539' })
  expect(await tell(request(PRIVATE))).toEqual(unauthorized(7))
  expect(await tell(request(PRIVATE), await network.token({ enclaveKey: K1 }))).toEqual(unauthorized(7))
  expect(await tell(request('priv_subscribe'))).toMatchObject({ error: { code: -32603 } })
  await open.close()
  await using _ = await network.listen({ authentication: true, http: { methodsNoAuth: [PRIVATE] } })
  const { url } = network.node('alice')
  expect(await ask(url, PRIVATE)).toMatchObject({ status: 401, body: unauthorized(7) })
  expect(await ask(url, PRIVATE, await network.token({ enclaveKey: K1 }))).toMatchObject({ status: 200 })
})

const refusal = {
  code: 'INVALID_OPTION',
  message:
    'Privacy multi-tenancy requires either http authentication to be enabled or WebSocket authentication to be enabled',
}

it.each<[what: string, options: ListenOptions]>([
  ['without options', {}],
  ['with authentication off', { authentication: false }],
  ['with each off', { authentication: true, http: { authentication: false }, ws: { authentication: false } }],
])('a network with tenants does not listen %s', async (_, options) => {
  await expect(network.listen(options)).rejects.toMatchObject(refusal)
  // It can still listen otherwise.
  await using _servers = await network.listen({ authentication: true })
})

it('a data path has its tenants whatever it is opened with, and a token says by privacyUserId who asks', async () => {
  const [dataPath, folder] = [await temporaryFolder(), await temporaryFolder()]
  await (await createNetwork({ nodes: { alice: { enclaveKeys: [K1, K2], multiTenancy: true } }, dataPath })).close()
  await using again = await createNetwork({ dataPath })
  await expect(again.listen()).rejects.toMatchObject(refusal)
  const publicKeyFile = join(folder, 'key.pem')
  await writeFile(publicKeyFile, pemOf(rsa))
  await again.listen({ authentication: { publicKeyFile }, tokenTime: () => NOW })
  const { url } = again.node('alice')
  const token = forge({ ...GOOD, privacyPublicKey: K1, privacyUserId: K2 })
  const find = (key: string) => post(url, request('privx_findFlexiblePrivacyGroup', [[key]]), `Bearer ${token}`)
  expect(await find(K2)).toMatchObject({ status: 200, body: { result: [] } })
  expect(await find(K1)).toMatchObject({ status: 200, body: { error: { code: -50100 } } })
  expect(await ask(url, PRIVATE, forge(GOOD))).toMatchObject({ status: 400, body: invalid })
  expect(await ask(url, 'hardhat_dumpState', token)).toMatchObject({ status: 200, body: { error: { code: -32604 } } })
})

it('a subscription goes on when its token has expired; nothing else does (spec 04 §2.1)', async () => {
  let now = NOW
  await using _ = await network.listen({ authentication: true, tokenTime: () => now })
  const alice = network.node('alice')
  const group = await alice.createGroup({ members: ['alice'] })
  const token = await network.token({ enclaveKey: K1, expiresIn: 60 })
  const client = await WsClient.open(alice.wsUrl ?? '', { headers: { authorization: `Bearer ${token}` } })
  expect(await client.ask(request('priv_subscribe', [group.id, 'logs', {}]))).toContain('"result":"0x')
  now = NOW + 60
  const contract = await group.deploy({ bytecode: deployToken(TOKEN_UNIT) })
  await group.send({ to: contract.address, data: transferTokens(alice.address, 1n) })
  expect(JSON.parse(await client.next())).toMatchObject({ method: 'priv_subscription' })
  client.close()
  const late = await WsClient.open(alice.wsUrl ?? '', { headers: { authorization: `Bearer ${token}` } })
  expect(JSON.parse(await late.ask(request('priv_subscribe', [group.id, 'logs', {}])))).toEqual(unauthorized(7))
  late.close()
})
