import { expect, it } from 'vitest'
import { findPreset } from '../../../src/cli/presets/presets.ts'
import { openPlannedNetwork } from '../../../src/cli/serve/openPlannedNetwork.ts'
import { planNetwork } from '../../../src/cli/serve/planNetwork.ts'
import { silentLogger } from '../../../src/primitives/Logger.ts'
import { serve } from '../serving.ts'
import { settingsOf } from '../settings.ts'

async function joinOf(...words: readonly string[]) {
  const resolved = settingsOf(words, 'solo')
  const plan = await planNetwork(findPreset('solo'), resolved)
  await using network = await openPlannedNetwork(plan, resolved, silentLogger)
  expect(network.warnings).toEqual([])
  return network.nodes[0]?.context.settings.join
}

it('nodes replay histories as Besu does unless they are told otherwise', async () => {
  expect(await joinOf()).toEqual({ strategy: 'replay', check: 'end', checkpointEvery: 1000 })
  expect(await joinOf('--join', 'replay-final', '--join-check=block')).toMatchObject({
    strategy: 'replay-final',
    check: 'block',
  })
  expect(await joinOf('--join=snapshot', '--checkpoint-every', '50')).toMatchObject({
    strategy: 'snapshot',
    checkpointEvery: 50,
  })
})

it('settings of a way to join that is not the chosen one are warned of', async () => {
  await using serving = await serve(['--members', '1', '--join-check', 'block', '--checkpoint-every', '50'])
  expect(serving.info.warnings).toEqual([
    '--join-check is ignored: it is for --join replay-final, and --join is replay',
    '--checkpoint-every is ignored: it is for --join snapshot, and --join is replay',
  ])
  await using used = await serve(['--members', '1', '--join', 'snapshot', '--checkpoint-every', '50'])
  expect(used.info.warnings).toEqual([])
})

it('histories are replayed in as many threads as are given', () => {
  expect(settingsOf([], 'solo').settings.replayThreads).toBeUndefined()
  expect(settingsOf(['--replay-threads', '0'], 'solo').settings.replayThreads).toBe(0)
})

it.each([['--join=fast'], ['--join-check=all'], ['--checkpoint-every=0'], ['--replay-threads=65']])(
  '%s is refused',
  (word) => {
    expect(() => settingsOf([word])).toThrow(/join|checkpoint|replay-threads/)
  },
)
