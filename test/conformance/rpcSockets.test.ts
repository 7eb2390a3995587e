import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { differenceText } from './resultTable.ts'
import { readRecording } from './readRecording.ts'
import type { Connect } from './runRpc.ts'
import { runRpcCase } from './runRecording.ts'
import { sampleOf } from './sampleOf.ts'
import { type AskAsUser, EXTRA_NODE } from './TenantNodes.ts'

const recordings = fileURLToPath(new URL('../recordings/', import.meta.url))
/** Files that are asked over each kind of socket; the others are asked in process only. */
const FILES = 12
const names = readdirSync(`${recordings}rpc`).map((name) => name.replace('.jsonl.gz', ''))

const overHttp: Connect = async (network) => {
  await network.listen()
  return async (node, body) => {
    const headers = { 'content-type': 'application/json' }
    return (await fetch(network.node(node).url ?? '', { method: 'POST', headers, body })).text()
  }
}

const overWebSocket: Connect = async (network) => {
  await network.listen()
  const sockets = new Map<string, WebSocket>()
  for (const { name, wsUrl } of network.nodes) {
    const socket = new WebSocket(wsUrl ?? '')
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    sockets.set(name, socket)
  }
  return async (node, body) => {
    const socket = sockets.get(node)
    const answer = new Promise<string>((resolve, reject) => {
      if (socket === undefined) return
      socket.onmessage = ({ data }) => resolve(data as string)
      socket.onclose = () => reject(new Error('the socket was closed'))
    })
    socket?.send(body)
    return answer
  }
}

/** The extra node with tokens; whoever has no user comes with something that is no token. */
const withTokens: AskAsUser = async (network, user, body) => {
  const [node] = network.nodes
  if (node?.url === undefined) await network.listen({ authentication: true, ws: { apis: [] } })
  const token = user === null ? 'none' : await network.token(user === '' ? {} : { enclaveKey: user })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  return (await fetch(node?.url ?? '', { method: 'POST', headers, body })).text()
}

async function expectRecorded(name: string, connect: Connect, without: RegExp): Promise<void> {
  const flow = readRecording(`${recordings}flows/${name}.json.gz`)
  const answers = readRecording(`${recordings}rpc/${name}.jsonl.gz`)
  if (flow.kind !== 'flow' || answers.kind !== 'rpc') throw new TypeError(`${name} is something else`)
  const lines = answers.lines.filter(({ request }) => !without.test(String(request['method'])))
  const { differences, methods } = await runRpcCase(flow.flow, lines, connect)
  expect(differences.slice(0, 5).map(differenceText)).toEqual([])
  expect(methods.total.requests).toBeGreaterThan(100)
}

describe('requests over HTTP are answered as Besu did', () => {
  it.each(sampleOf(names, FILES, 'http'))('%s', (name) => expectRecorded(name, overHttp, /^$/))
})

describe('requests to a node of several tenants with their tokens over HTTP are answered as Besu did', () => {
  it.each(['b01-add-short-history', 'b09-remove-last', 'b17-remove-readd-cycles', 'g05-reorg'])('%s', async (name) => {
    const flow = readRecording(`${recordings}flows/${name}.json.gz`)
    const answers = readRecording(`${recordings}rpc/${name}.jsonl.gz`)
    if (flow.kind !== 'flow' || answers.kind !== 'rpc') throw new TypeError(`${name} is something else`)
    const lines = answers.lines.filter(({ node }) => node === EXTRA_NODE)
    const { differences, methods } = await runRpcCase(flow.flow, lines, undefined, undefined, withTokens)
    expect(differences.slice(0, 5).map(differenceText)).toEqual([])
    expect(methods.total.requests).toBeGreaterThan(500)
  })
})

describe('requests over WebSocket are answered as Besu did', () => {
  // Subscriptions were recorded without a connection that could be told something.
  const subscriptions = /^priv_(un)?subscribe$/
  it.each(sampleOf(names, FILES, 'ws'))('%s', (name) => expectRecorded(name, overWebSocket, subscriptions))
})
