import { Session } from 'node:inspector/promises'
import type { Profiler } from 'node:inspector'
import { type SampledStage, stageOfFile } from './stageOfFile.ts'

/** Shares of the time by stage; they add up to 1. */
export type StageShares = Readonly<Partial<Record<SampledStage, number>>>

/** Microseconds between samples. */
const INTERVAL = 500

/** Samples what this thread does (V8's profiler). @returns ends the sampling. */
export async function sampleStages(): Promise<() => Promise<StageShares>> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL })
  await session.post('Profiler.start')
  return async () => {
    const { profile } = await session.post('Profiler.stop')
    session.disconnect()
    return stageShares(profile)
  }
}

/** Shares of the samples of a profile. Code without a file of its own counts for its caller. */
export function stageShares({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): StageShares {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)))
  const known = new Map<number, SampledStage>()
  const stageOf = (id: number): SampledStage => {
    const found = known.get(id)
    if (found !== undefined) return found
    const frame = byId.get(id)?.callFrame
    const parent = parents.get(id)
    const own = frame === undefined ? 'other' : stageOfFrame(frame.functionName, frame.url)
    const stage = own ?? (parent === undefined ? 'other' : stageOf(parent))
    known.set(id, stage)
    return stage
  }
  const times = new Map<SampledStage, number>()
  let total = 0
  for (const [index, id] of samples.entries()) {
    // A sample stands for the time until the next one.
    const time = Math.max(0, timeDeltas[index + 1] ?? 0)
    times.set(stageOf(id), (times.get(stageOf(id)) ?? 0) + time)
    total += time
  }
  return Object.fromEntries([...times].map(([stage, time]) => [stage, total === 0 ? 0 : time / total]))
}

function stageOfFrame(name: string, url: string): SampledStage | undefined {
  if (name === '(garbage collector)') return 'garbage collection'
  if (name === '(idle)' || name === '(program)') return 'waiting'
  if (name === '(root)') return 'other'
  return stageOfFile(url)
}
