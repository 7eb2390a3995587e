import { Level } from 'level'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Network, createNetwork } from '../../src/index.ts'
import { networkSnapshot } from '../support/networkSnapshot.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { play, scenarioOptions } from './scenario.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** Lets every write of every LevelDB fail from the n-th (1-based) on, as if the process had ended before it. @returns how many were asked for. */
function endBeforeWrite(n: number): () => number {
  const batch = Level.prototype.batch as unknown as (this: unknown, ...args: unknown[]) => never
  let writes = 0
  vi.spyOn(Level.prototype, 'batch').mockImplementation(function (this: unknown, ...args: unknown[]) {
    if (++writes >= n) throw new RangeError('the process has ended')
    return batch.apply(this, args)
  })
  return () => writes
}

const stateOf = async (network: Network) => ({ head: network.head, nodes: await networkSnapshot(network) })

type Story = (network: Network) => Promise<() => Promise<unknown>>

/** Each gives what goes back to an earlier state, or to another one. */
const stories: Readonly<Record<string, Story>> = {
  revert: async (network) => {
    await play(network, 0, 4)
    const id = await network.snapshot()
    await play(network, 4, 9)
    return () => network.revert(id)
  },
  reset: async (network) => {
    await play(network, 0, 6)
    return () => network.reset()
  },
  loadState: async (network) => {
    await play(network, 0, 5)
    const dump = await network.dumpState()
    await play(network, 5, 9)
    return () => network.loadState(dump)
  },
}

describe.each(Object.entries(stories))('a process that ends in the middle of %s', (name, story) => {
  async function tell(dataPath: string): Promise<{ network: Network; goBack: () => Promise<unknown> }> {
    const network = await createNetwork({ ...scenarioOptions, dataPath })
    return { network, goBack: await story(network) }
  }

  it('leaves the whole network before it or after it, whenever it ends', async () => {
    const whole = await tell(await temporaryFolder())
    const before = await stateOf(whole.network)
    await whole.goBack()
    const after = await stateOf(whole.network)
    await whole.network.close()
    expect(after).not.toEqual(before)
    const ends: ('before' | 'after')[] = []
    for (let n = 1; ; n++) {
      const dataPath = await temporaryFolder()
      const { network, goBack } = await tell(dataPath)
      const written = endBeforeWrite(n)
      const failure: unknown = await goBack().then(
        () => undefined,
        (error: unknown) => error,
      )
      if (failure === undefined) expect(written()).toBeLessThan(n)
      else expect(failure).toMatchObject({ code: 'STORE_IO' })
      await network.close()
      vi.restoreAllMocks()
      await using again = await createNetwork({ dataPath })
      const found = await stateOf(again)
      ends.push(found.head.hash === before.head.hash ? 'before' : 'after')
      expect(found, `ended before write ${n}`).toEqual(ends.at(-1) === 'before' ? before : after)
      if (failure === undefined) break
    }
    expect(ends[0]).toBe('before')
    expect(ends.at(-1)).toBe('after')
    expect(ends.indexOf('after')).toBe(ends.lastIndexOf('before') + 1)
  })

  it('lets nobody look at it who may not finish it', async () => {
    const dataPath = await temporaryFolder()
    const { network, goBack } = await tell(dataPath)
    // Each node is told first, then the chain agrees.
    endBeforeWrite(network.nodes.length + 2)
    await expect(goBack()).rejects.toMatchObject({ code: 'STORE_IO' })
    await network.close()
    vi.restoreAllMocks()
    // After a reset the chain cannot even be opened: its genesis block is still to be written.
    const code = name === 'reset' ? 'STORE_IO' : 'INVALID_OPTION'
    await expect(createNetwork({ dataPath, readOnly: true })).rejects.toMatchObject({ code })
    await (await createNetwork({ dataPath })).close()
    await (await createNetwork({ dataPath, readOnly: true })).close()
  })
})
