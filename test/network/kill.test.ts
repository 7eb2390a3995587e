import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Network, createNetwork } from '../../src/index.ts'
import { builtDist } from '../support/builtDist.ts'
import { type NetworkSnapshot, networkSnapshot } from '../support/networkSnapshot.ts'
import { type RootTable, expectWholeBlocks } from './expectWholeBlocks.ts'
import { type ChildTask, type KillPlan, runChild, seededRandom } from './killedRun.ts'

/** Set these to look further than one run of the suite does. */
const seed = Number(process.env['COTERIE_FC_SEED'] ?? 4242)
const kills = Number(process.env['COTERIE_KILLS'] ?? 50)
const killsOfLife = Math.ceil(kills * 0.55)

/** Processes at the same time. */
const LANES = 2
/** Kills in one data path, before it may come to the end and is compared. */
const KILLS_A_PATH = 6

/** What an uninterrupted run of a story gives. */
interface Reference {
  readonly snapshot: NetworkSnapshot
  readonly hashes: readonly string[]
  readonly table: RootTable
  readonly lines: readonly string[]
  readonly promises: number
}

let folder: string
let dist: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coterie-'))
  dist = await builtDist()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs a story without killing anything. @param start data path to begin with a copy of. */
async function uninterrupted(
  story: ChildTask['story'],
  start: string | undefined,
  dataPath: string,
): Promise<Reference> {
  if (start !== undefined) await cp(start, dataPath, { recursive: true })
  const { lines } = await runChild({ dist, dataPath, story }, { promises: 0 })
  const table = new Map<number, NonNullable<ReturnType<RootTable['get']>>>()
  for (const line of lines) {
    const [what, number, roots] = line.split(' ')
    if (what === 'block')
      table.set(Number(number), JSON.parse(roots ?? '{}') as NonNullable<ReturnType<RootTable['get']>>)
  }
  await using network = await createNetwork({ dataPath })
  return {
    snapshot: await networkSnapshot(network),
    hashes: hashesOf(network),
    table,
    lines,
    promises: Number(lines.at(-1)?.split(' ')[1]),
  }
}

function hashesOf(network: Network): string[] {
  const numbers = Array.from({ length: Number(network.head.number) + 1 }, (_, number) => number)
  return numbers.map((number) => network.nodes[0]?.canonicalHash(number) ?? '')
}

/**
 * Mostly a moment in the first half, so that a data path is killed several times before it comes to its end.
 * @param again whether the path has been killed before: then most may be done before there is a second line.
 */
function moment(random: () => number, { lines, promises }: Reference, again: boolean): KillPlan {
  const reach = random() < 0.2 ? 1 : 0.5
  if (random() < 0.5) return { promises: 1 + Math.floor(random() * promises * reach) }
  if (again) return { line: 1, milliseconds: Math.floor(random() * 600) }
  const milliseconds = random() < 0.3 ? 0 : Math.floor(random() * 30)
  return { line: 1 + Math.floor(random() * lines.length * reach), milliseconds }
}

/** Kills a story again and again, in several data paths, each of which comes to its end. @returns number of kills. */
async function killAgainAndAgain(
  story: ChildTask['story'],
  start: string | undefined,
  reference: Reference,
  wanted: number,
): Promise<number> {
  let killed = 0
  let paths = 0
  const live = async (dataPath: string, random: () => number): Promise<void> => {
    if (start !== undefined) await cp(start, dataPath, { recursive: true })
    let begun = start !== undefined
    for (let i = 0; i <= KILLS_A_PATH; i++) {
      const plan =
        i < KILLS_A_PATH && killed < wanted ? moment(random, reference, i > 0) : { line: Infinity, milliseconds: 0 }
      const run = await runChild({ dist, dataPath, story }, plan)
      begun ||= run.lines.some((line) => line.startsWith('opened'))
      expect(run.lines.filter((line) => line.startsWith('refused'))).toEqual([])
      if (begun) await expectWholeBlocks(dataPath, reference.hashes, reference.table)
      if (run.lines.at(-1)?.startsWith('done') === true) break
      expect(run.killed).toBe(true)
      killed++
    }
    await using network = await createNetwork({ dataPath })
    expect(await networkSnapshot(network)).toEqual(reference.snapshot)
  }
  const lane = async (): Promise<void> => {
    while (killed < wanted) {
      const dataPath = join(folder, `${story}-${++paths}`)
      await live(dataPath, seededRandom(seed + paths))
      await rm(dataPath, { recursive: true, force: true })
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return killed
}

describe('a process that is killed', { timeout: 600_000 }, () => {
  it('while it makes and imports blocks leaves whole blocks, and the run comes to the same end', async () => {
    const reference = await uninterrupted('life', undefined, join(folder, 'life'))
    expect(await killAgainAndAgain('life', undefined, reference, killsOfLife)).toBeGreaterThanOrEqual(killsOfLife)
  })

  it('while 1,000 transactions are replayed leaves whole blocks, and the run comes to the same end', async () => {
    const history = join(folder, 'history')
    const { table } = await uninterrupted('history', undefined, history)
    const reference = await uninterrupted('newcomer', history, join(folder, 'newcomer'))
    const all = { ...reference, table: new Map([...table, ...reference.table]) }
    const wanted = kills - killsOfLife
    expect(reference.lines).toContain('replay carol 1003 1003')
    expect(await killAgainAndAgain('newcomer', history, all, wanted)).toBeGreaterThanOrEqual(wanted)
  })
})
