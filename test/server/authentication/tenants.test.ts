import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Network, createNetwork } from '../../../src/index.ts'
import { WsClient } from '../WsClient.ts'
import { ask, post, request, unauthorized } from './ask.ts'

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
