import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Json } from './alterations.ts'
import type { FlowRecording } from './flowRecording.ts'
import { readRecording } from './readRecording.ts'
import { rpcAlterationsOf } from './rpcAlterations.ts'
import { type RpcLine, rpcLineShape } from './rpcRecording.ts'
import { runRpcCase } from './runRecording.ts'

/** Files that have every kind of answer between them. */
const FILES = ['a06-deploy-call-logs', 'b01-add-short-history', 'a08-reverts', 'g04-enclave-down']

interface Candidate {
  readonly flow: FlowRecording
  /** The line, and those that have to do with the same filter. */
  readonly lines: readonly RpcLine[]
  readonly position: number
  readonly alter: (line: Json) => void
}

function candidates(): [string, Candidate][] {
  const found = new Map<string, Candidate>()
  for (const name of FILES) {
    const flow = recording(`flows/${name}.json.gz`)
    const answers = recording(`rpc/${name}.jsonl.gz`)
    if (flow.kind !== 'flow' || answers.kind !== 'rpc') throw new TypeError(`${name} is something else`)
    const ofTenants = answers.lines.filter(({ multiTenancy }) => multiTenancy)
    const others = answers.lines.filter(({ multiTenancy }) => !multiTenancy)
    for (const line of answers.lines) {
      const lines = line.multiTenancy ? ofTenants : others
      const asked = `${String(line.request['method'])}${line.multiTenancy ? ' of a tenant' : ''}`
      const fresh = rpcAlterationsOf(line)
        .map(({ kind, apply }) => ({ kind: `${asked}: ${kind}`, apply }))
        .filter(({ kind }) => !found.has(kind))
      if (fresh.length === 0) continue
      const related = lines.filter((other) => other === line || filterOf(other) === (filterOf(line) ?? 'none'))
      // Nobody could tell that an id is another one if it were not used again.
      if (line.request['method'] === 'priv_newFilter' && related.length < 2) continue
      for (const { kind, apply } of fresh) {
        found.set(kind, { flow: flow.flow, lines: related, position: related.indexOf(line), alter: apply })
      }
    }
  }
  return [...found]
}

function recording(path: string) {
  return readRecording(fileURLToPath(new URL(`../recordings/${path}`, import.meta.url)))
}

/** Recorded id of the filter that a line makes or uses. */
function filterOf({ request, response }: RpcLine): string | undefined {
  if (request['method'] === 'priv_newFilter')
    return typeof response['result'] === 'string' ? response['result'] : undefined
  const { params } = request
  return /filter/i.test(String(request['method'])) && Array.isArray(params) ? String(params[1]) : undefined
}

async function isReported(flow: FlowRecording, lines: readonly Json[]): Promise<boolean> {
  let read
  try {
    read = lines.map((line, index) => rpcLineShape(line, `line ${index + 1}`))
  } catch {
    return true
  }
  return (await runRpcCase(flow, read)).differences.length > 0
}

describe('the runner reports every kind of alteration of JSON-RPC answers', () => {
  it.each(candidates())('%s', async (_, { flow, lines, position, alter }) => {
    const altered = structuredClone(lines) as unknown as Json[]
    expect(await isReported(flow, altered)).toBe(false)
    alter(altered[position] ?? null)
    expect(JSON.stringify(altered)).not.toBe(JSON.stringify(lines))
    expect(await isReported(flow, altered)).toBe(true)
  })
})
