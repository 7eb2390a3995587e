import { createInterface } from 'node:readline'
import { peakMb } from '../../src/bench/measure/ProcessUse.ts'
import { commonRoot, makeScene } from './Scene.ts'
import type { SceneEnd, SceneFacts } from './SceneFacts.ts'
import { signedTransfers } from './signedTransfers.ts'

/** Transfers that each sender can send. */
export const TRANSFERS_PER_SENDER = 250

/** Serves the network over HTTP: prints {@link SceneFacts}, waits for a line, prints {@link SceneEnd} and ends. */
export async function runServer(): Promise<void> {
  const scene = await makeScene()
  const { network, group, token, holders, markers, senders } = scene
  const names = network.nodes.map(({ name }) => name)
  const transfers = senders.map((sender, index) =>
    signedTransfers(scene, sender, names[index % names.length] ?? '', TRANSFERS_PER_SENDER),
  )
  const servers = await network.listen()
  const urls = servers.nodes.map(({ url }) => url ?? '')
  const facts: SceneFacts = { urls, groupId: group.id, token, holders, markers, transfers }
  console.log(JSON.stringify(facts))
  const lines = createInterface({ input: process.stdin })
  await new Promise((resolve) => lines.once('line', resolve))
  lines.close()
  const end: SceneEnd = { root: commonRoot(scene), peakMb: peakMb() }
  console.log(JSON.stringify(end))
  await network.close()
}
