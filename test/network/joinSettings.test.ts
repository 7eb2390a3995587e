import { expect, it } from 'vitest'
import { type NetworkOptions, createNetwork } from '../../src/index.ts'

it.each<[NetworkOptions, string[]]>([
  [{}, []],
  [{ join: 'replay-final', joinCheck: 'block' }, []],
  [{ join: 'snapshot', checkpointEvery: 10 }, []],
  [{ joinCheck: 'end' }, ["joinCheck is ignored: it is for join: 'replay-final', and join is 'replay'"]],
  [
    { join: 'replay-final', checkpointEvery: 10 },
    ["checkpointEvery is ignored: it is for join: 'snapshot', and join is 'replay-final'"],
  ],
])('settings that the way to join does not use are among the warnings: %j', async (options, warnings) => {
  await using network = await createNetwork({ nodes: ['alice'], ...options })
  expect(network.warnings).toEqual(warnings)
})
