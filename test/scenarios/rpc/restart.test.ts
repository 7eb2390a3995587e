import { describe, expect, it } from 'vitest'
import { type Hex, type Network, type NetworkNode, createNetwork } from '../../../src/index.ts'
import { ask, errorOf } from '../../rpc/ask.ts'
import { temporaryFolder } from '../../storage/temporaryFolder.ts'
import { PROXY, addCall } from '../support/management.ts'
import { EMITTER, GROUP, VALUE, call, receiptOf, send, sent, store, stored } from './clients.ts'

/** Works with the network in a folder, with its nodes alice, bob and charlie, and closes it. */
async function withNetwork<T>(
  dataPath: string,
  work: (alice: NetworkNode, bob: NetworkNode, charlie: NetworkNode, network: Network) => Promise<T>,
): Promise<T> {
  await using network = await createNetwork({ dataPath, nodes: ['alice', 'bob', 'charlie'] })
  return await work(network.node('alice'), network.node('bob'), network.node('charlie'), network)
}

/** What a node says about the group and its transactions. */
async function answersOf(node: NetworkNode, account: string, markers: readonly Hex[]): Promise<unknown> {
  return {
    groups: await ask(node, 'privx_findFlexiblePrivacyGroup', []),
    receipts: await Promise.all(markers.map((marker) => receiptOf(node, marker))),
    transactions: await Promise.all(markers.map((marker) => ask(node, 'priv_getPrivateTransaction', marker))),
    nonce: await ask(node, 'priv_getTransactionCount', account, GROUP),
    logs: await ask(node, 'priv_getLogs', GROUP, {}),
    block: await ask(node, 'eth_blockNumber'),
  }
}

describe('restart of a data path, through JSON-RPC', () => {
  it('FP-177 groups, receipts and nonces are there again, filters are gone', async () => {
    const dataPath = await temporaryFolder()
    const before = await withNetwork(dataPath, async (alice, bob, charlie) => {
      const creation = await send(alice, { to: PROXY, data: addCall([alice, bob]) })
      const deployment = await send(alice, { data: EMITTER })
      const emitter = (await receiptOf(alice, deployment))?.contractAddress ?? '0x'
      const markers = [creation, deployment, await send(bob, { to: emitter, data: store(7n) })]
      const filters = [
        await ask(bob, 'priv_newFilter', GROUP, { fromBlock: 'earliest' }),
        await ask(bob, 'eth_newBlockFilter'),
      ]
      for (const filter of filters) expect(await ask(bob, 'eth_getFilterChanges', filter)).toEqual([])
      const answers = await Promise.all([alice, bob, charlie].map((node) => answersOf(node, alice.address, markers)))
      const roots = await Promise.all([alice, bob].map((node) => ask(node, 'priv_debugGetStateRoot', GROUP, 'latest')))
      return { emitter, markers, filters, answers, roots }
    })

    await withNetwork(dataPath, async (alice, bob, charlie) => {
      const { emitter, markers, filters, answers, roots } = before
      const again = await Promise.all([alice, bob, charlie].map((node) => answersOf(node, alice.address, markers)))
      expect(again).toEqual(answers)
      for (const [index, node] of [alice, bob].entries()) {
        expect(await ask(node, 'privx_findFlexiblePrivacyGroup', [alice.enclaveKey])).toHaveLength(1)
        expect(await ask(node, 'priv_debugGetStateRoot', GROUP, 'latest')).toBe(roots[index])
        expect(await call(node, emitter, VALUE)).toBe(stored(7n))
      }
      const gone = { code: -32000, message: 'Filter not found' }
      for (const filter of filters) {
        expect(await errorOf(ask(bob, 'priv_getFilterChanges', GROUP, filter))).toEqual(gone)
        expect(await errorOf(ask(bob, 'eth_getFilterChanges', filter))).toEqual(gone)
        expect(await errorOf(ask(bob, 'priv_getFilterLogs', GROUP, filter))).toEqual({
          code: -32000,
          message: 'Logs filter not found',
        })
        expect(await ask(bob, 'priv_uninstallFilter', GROUP, filter)).toBe(false)
      }
      // The group goes on with the next nonce.
      expect(await ask(alice, 'priv_getTransactionCount', alice.address, GROUP)).toBe('0x2')
      expect(await sent(alice, { to: emitter, data: store(8n) })).toMatchObject({ status: '0x1' })
      expect(await call(bob, emitter, VALUE)).toBe(stored(8n))
    })
  })

  it('FP-177 subscriptions are gone', async () => {
    const dataPath = await temporaryFolder()
    const id = await withNetwork(dataPath, (alice) => ask(alice, 'priv_subscribe', GROUP, 'logs', {}))
    await withNetwork(dataPath, async (alice) => {
      const error = { code: -32000, message: 'Subscription not found' }
      expect(await errorOf(ask(alice, 'priv_unsubscribe', GROUP, id))).toEqual(error)
    })
  })
})
