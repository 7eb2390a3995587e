/** Senders are stored with the receipts: no signature is asked again for what was executed before. */
import { afterEach, expect, it } from 'vitest'
import { type Hex, type Network, createNetwork } from '../../src/index.ts'
import { locatePrivateTransaction } from '../../src/node/locatePrivateTransaction.ts'
import { StageClock, setStageClock } from '../../src/primitives/StageClock.ts'
import { fromHex } from '../../src/primitives/bytes.ts'
import { toAddress, toTransactionHash } from '../../src/primitives/identifiers.ts'
import { knownSender, rememberSender, transactionId } from '../../src/transaction/knownSenders.ts'
import { encodePrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { first, play, scenario, scenarioOptions } from '../network/scenario.ts'

/** More than a process remembers. */
const MANY = 400_000

afterEach(() => setStageClock(undefined))

/** Makes the process forget the senders that it knows, as one that has just been started. */
function forgetSenders(): void {
  const nobody = toAddress(new Uint8Array(20))
  for (let i = 0; i < MANY; i++) rememberSender(String(i), nobody)
}

/** How many private transactions the nodes know of, and of how many this process has recovered the sender. */
async function recovered(network: Network): Promise<{ all: number; known: number }> {
  const found = { all: 0, known: 0 }
  for (const [node, marker] of markersOf(network)) {
    const located = await locatePrivateTransaction(node.context, toTransactionHash(fromHex(marker)))
    if (located === undefined) continue
    found.all++
    if (knownSender(transactionId(encodePrivateTransaction(located.transaction))) !== undefined) found.known++
  }
  return found
}

function markersOf(network: Network) {
  const markers: [node: Network['nodes'][number], marker: Hex][] = []
  for (const node of network.nodes) {
    for (let block = 1; block <= Number(node.head.number); block++) {
      for (const { marker } of node.markersOf(block)) markers.push([node, marker])
    }
  }
  return markers
}

/** What is answered from stored transactions. */
async function answersOf(network: Network): Promise<unknown[]> {
  const answers: unknown[] = []
  for (const [node, marker] of markersOf(network)) {
    const ask = (method: string) => node.provider.request({ method, params: [marker] } as never) as Promise<unknown>
    answers.push(await ask('priv_getPrivateTransaction'), await ask('priv_getTransactionReceipt'))
    answers.push(await node.privateTransaction(marker))
  }
  for (const node of network.nodes) {
    for (const id of node.groups()) {
      const request = { method: 'priv_getLogs', params: [id, { fromBlock: '0x0', toBlock: 'latest' }] } as never
      answers.push(await node.provider.request(request), await node.verifyState(id))
    }
  }
  return answers
}

/** Traces execute the transactions, and the markers of their blocks, once more. */
async function tracesOf(network: Network): Promise<unknown[]> {
  const traces: unknown[] = []
  for (const [node, marker] of markersOf(network)) {
    for (const id of node.groups()) {
      const request = { method: 'priv_traceTransaction', params: [id, marker] } as never
      traces.push(await node.provider.request(request))
    }
  }
  return traces
}

it('a restarted network answers without recovering a sender (FP-177)', async () => {
  const dataPath = await temporaryFolder()
  let network = await createNetwork({ ...scenarioOptions, dataPath })
  await play(network, 0, scenario.length)
  const [answers, traces, { all }] = [await answersOf(network), await tracesOf(network), await recovered(network)]
  expect(await recovered(network)).toEqual({ all, known: all })
  await network.close()

  forgetSenders()
  const clock = new StageClock(() => 0)
  setStageClock(clock)
  network = await createNetwork({ dataPath })
  expect(await answersOf(network)).toEqual(answers)
  expect(clock.read().recovery.calls).toBe(0)
  // A trace executes the public block again, and so asks the signatures of its markers.
  expect(await tracesOf(network)).toEqual(traces)
  expect(await recovered(network)).toEqual({ all, known: 0 })
  await network.close()
})

it('a history that is completed after a restart is not recovered again', async () => {
  const dataPath = await temporaryFolder()
  let network = await createNetwork({ ...scenarioOptions, dataPath, join: 'replay-final' })
  await play(network, 0, 6)
  const { id } = first(network, 'alice')
  expect(network.node('carol').hasDeferredHistory(id)).toBe(true)
  const { all } = await recovered(network)
  await network.close()

  forgetSenders()
  network = await createNetwork({ dataPath })
  expect(await network.node('carol').completeHistory(id)).toMatchObject({ transactions: 5 })
  expect(await network.divergence(id)).toBeUndefined()
  expect(await recovered(network)).toEqual({ all, known: 0 })
  await network.close()
})
