import { createNetwork } from '../createNetwork.ts'
import type { Group } from '../network/Group.ts'
import type { AddReport } from '../network/groupRequests.ts'
import type { Network } from '../network/Network.ts'
import type { NetworkNode } from '../network/NetworkNode.ts'
import type { Hex } from '../primitives/bytes.ts'
import { fromBase64 } from '../primitives/bytes.ts'
import { toPayloadHandle } from '../primitives/identifiers.ts'
import type { ReplayProgress } from '../replay/ReplayContext.ts'
import type { DemoOutsider, DemoReplay, DemoReport, DemoStep } from './DemoReport.ts'
import { TOKEN_UNIT, balanceOfTokens, deployToken, returnedNumber, transferTokens } from './demoToken.ts'
import { shortHash } from './table.ts'

/** How the demo is run. */
export interface DemoOptions {
  /** Folder to keep the network in. Default: in memory. */
  readonly dataPath?: string | undefined
  /** Seed of the network. Default: that of `createNetwork`. */
  readonly seed?: string | undefined
  /** Called when a step is done. */
  readonly onStep?: (step: DemoStep) => void
  /** Called while a node replays a history. */
  readonly onReplayProgress?: (progress: ReplayProgress & { readonly node: string }) => void
}

/**
 * Runs the demo: a group of two, a contract, a newcomer, a removal and a return.
 * @throws {CoterieError} as `createNetwork` does, and `STORE_MISMATCH` when the data path holds another network.
 */
export async function runDemo(options: DemoOptions = {}): Promise<DemoReport> {
  const started = performance.now()
  const { dataPath, seed, onReplayProgress } = options
  await using network = await createNetwork({
    nodes: ['alice', 'bob', 'carol'],
    ...(dataPath === undefined ? {} : { dataPath }),
    ...(seed === undefined ? {} : { seed }),
  })
  if (onReplayProgress !== undefined) network.on('replay-progress', onReplayProgress)
  const report = await tellStory(network, options.onStep ?? (() => undefined))
  return {
    chainId: Number(network.chainId),
    dataPath: dataPath ?? null,
    ...report,
    milliseconds: Math.round(performance.now() - started),
  }
}

type Story = Omit<DemoReport, 'chainId' | 'dataPath' | 'milliseconds'>

async function tellStory(network: Network, onStep: (step: DemoStep) => void): Promise<Story> {
  const [alice, bob, carol] = [network.node('alice'), network.node('bob'), network.node('carol')]
  const steps: DemoStep[] = []
  let id = ''
  const tell = (title: string, text: string): void => {
    const roots = id === '' ? {} : rootsOf(network, id)
    const step = { title, text, block: Number(network.head.number), roots }
    steps.push(step)
    onStep(step)
  }

  tell('network', `alice, bob and carol: three Besu nodes on one public chain (id ${network.chainId}), in this process`)

  const group = await alice.createGroup({ members: ['alice', 'bob'] })
  id = group.id
  tell('group', `alice creates privacy group ${id} with bob`)

  const token = await group.deploy({ bytecode: deployToken(1000n * TOKEN_UNIT) })
  const answer = (node: NetworkNode, holder: NetworkNode) => balance(node.group(id), token.address, holder)
  tell('contract', `alice deploys an ERC-20 with 1000 COT at ${token.address}`)

  await group.send({ to: token.address, data: transferTokens(bob.address, 250n * TOKEN_UNIT) })
  tell('call', `alice sends bob 250 COT; bob's node answers that bob has ${tokens(await answer(bob, bob))}`)

  const outsider = await lookAsOutsider(carol, id, token.address)
  tell('outsider', describeOutsider(outsider))

  const added = await group.add('carol')
  tell('add', `alice locks the group and adds carol; the marker names a history of ${added.transactions} transactions`)
  tell('replay', `carol's node: ${describeReplay('carol', added)}`)
  tell('equal', `${describeRoots(network, id)}; carol's node answers that bob has ${tokens(await answer(carol, bob))}`)

  await group.remove('bob')
  await group.send({ to: token.address, data: transferTokens(carol.address, 100n * TOKEN_UNIT) })
  const seen = tokens(await answer(bob, carol))
  tell('remove', `alice removes bob and sends carol 100 COT; ${describeRoots(network, id)}, where carol has ${seen}`)

  const returned = await group.add('bob')
  tell('return', `alice adds bob again: ${describeReplay('bob', returned)}`)

  const nodes = []
  for (const node of network.nodes) {
    const held: Record<string, string | null> = {}
    for (const holder of network.nodes) held[holder.name] = (await answer(node, holder))?.toString() ?? null
    nodes.push({ name: node.name, block: Number(node.head.number), root: node.stateRoot(id), balances: held })
  }
  return {
    group: id,
    token: token.address,
    steps,
    replays: [replayOf('carol', added), replayOf('bob', returned)].filter((replay) => replay !== undefined),
    outsider,
    nodes,
    equal: new Set(nodes.map(({ root }) => root)).size === 1,
  }
}

function rootsOf(network: Network, group: string): Record<string, Hex> {
  return Object.fromEntries(network.nodes.map((node) => [node.name, node.stateRoot(group)]))
}

async function balance(group: Group, token: Hex, holder: NetworkNode): Promise<bigint | undefined> {
  return returnedNumber(await group.call({ to: token, data: balanceOfTokens(holder.address) }))
}

const tokens = (value: bigint | undefined): string => (value === undefined ? 'no answer' : `${value / TOKEN_UNIT} COT`)

/** Asks for the payload of the last block's marker, among other things. */
async function lookAsOutsider(node: NetworkNode, group: string, token: Hex): Promise<DemoOutsider> {
  const [marker] = node.markersOf('latest')
  const handle = toPayloadHandle(fromBase64(marker?.handle ?? ''))
  const enclave = await node.enclave.receive(handle).then(
    () => 'here it is',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  const code = node.privateCode(group, token) ?? null
  return { node: node.name, block: Number(node.head.number), knowsGroup: node.groups().includes(group), code, enclave }
}

function describeOutsider({ node, block, knowsGroup, code, enclave }: DemoOutsider): string {
  const facts = `${knowsGroup ? 'the' : 'no'} group and ${code === null ? 'no' : 'the'} token`
  return `${node} has the same ${block} blocks, but ${facts}: her enclave says ${enclave}`
}

function replayOf(node: string, { replays }: AddReport): DemoReplay | undefined {
  const replay = replays[node]
  if (replay === undefined) return undefined
  const { transactions, bytes, milliseconds, root } = replay
  return { node, transactions, bytes, milliseconds: Math.round(milliseconds * 10) / 10, root }
}

function describeReplay(node: string, report: AddReport): string {
  const replay = replayOf(node, report)
  if (replay === undefined) return 'there was nothing to replay'
  const { transactions, bytes, milliseconds, root } = replay
  return `${transactions} transactions (history of ${bytes} bytes) replayed in ${milliseconds} ms, root ${shortHash(root)} as recorded`
}

function describeRoots(network: Network, group: string): string {
  const byRoot = new Map<Hex, string[]>()
  for (const node of network.nodes) {
    const root = node.stateRoot(group)
    byRoot.set(root, [...(byRoot.get(root) ?? []), node.name])
  }
  return [...byRoot].map(([root, names]) => `${names.join(', ')} at ${shortHash(root)}`).join('; ')
}
