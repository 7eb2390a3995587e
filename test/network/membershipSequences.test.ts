import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Step, membershipScript } from './membershipScript.ts'
import { type Configuration, runMembershipScript } from './runMembershipScript.ts'

/** Set these to look further than one run of the suite does, or to repeat what such a search has found. */
const seed = Number(process.env['COTERIE_FC_SEED'] ?? 20_240_731)
const numRuns = Number(process.env['COTERIE_FC_RUNS'] ?? 8)

const configurations: readonly Configuration[] = [
  { besuVersion: '22.7', keys: 'nacl', strict: false },
  { besuVersion: '24.3', keys: 'nacl', strict: false },
  { besuVersion: '24.3', keys: 'ec', strict: false },
  { besuVersion: '24.3', keys: 'mixed', strict: false },
  { besuVersion: '22.7', keys: 'nacl', strict: true },
  { besuVersion: '24.3', keys: 'nacl', strict: true },
  { besuVersion: '24.3', keys: 'ec', strict: true },
  { besuVersion: '24.3', keys: 'mixed', strict: true },
]

/**
 * Groups are created, members added, removed and added again, groups locked and unlocked and contracts called, by random
 * members, several in a block. Besu nodes are spared what Besu itself gets wrong ({@link withoutBesuAccidents}); strict nodes
 * get everything.
 */
describe('any sequence of membership changes and calls', () => {
  it.each(configurations)(
    'leaves all members with the same roots and receipts, also after a restart: %o',
    { timeout: 600_000 },
    async (configuration) => {
      await fc.assert(
        fc.asyncProperty(membershipScript, (script) => runMembershipScript(configuration, script)),
        { seed, numRuns },
      )
    },
  )

  const owner = { group: 0, by: 0, asOwner: true } as const
  const other = { ...owner, group: 1 } as const
  const twoGroups: Step[] = [
    { kind: 'create', group: 0, by: 0, members: [1] },
    { kind: 'create', group: 1, by: 0, members: [2] },
  ]
  const examples: Readonly<Record<string, readonly (readonly Step[])[]>> = {
    'unlock, lock and add in one block': [
      twoGroups,
      [{ ...owner, kind: 'lock' }],
      [
        { ...owner, kind: 'unlock' },
        { ...owner, kind: 'lock' },
        { ...owner, kind: 'add', members: [2] },
      ],
      [{ ...owner, kind: 'store', value: 1n }],
    ],
    'another group of the newcomer in every block of the history': [
      twoGroups,
      [
        { ...owner, kind: 'store', value: 1n },
        { ...other, kind: 'store', value: 2n },
      ],
      [
        { ...owner, kind: 'lock' },
        { ...other, kind: 'store', value: 3n },
      ],
      [{ ...owner, kind: 'add', members: [2] }],
      [{ ...other, kind: 'store', value: 4n }],
    ],
    'adds of one newcomer to two groups in one block': [
      twoGroups,
      [
        { ...owner, kind: 'lock' },
        { ...other, kind: 'lock' },
      ],
      [
        { ...owner, kind: 'add', members: [3] },
        { ...other, kind: 'add', members: [3] },
      ],
      [
        { ...owner, kind: 'store', value: 1n },
        { ...other, kind: 'store', value: 2n },
      ],
    ],
  }

  it.each(Object.entries(examples))('keeps strict nodes together after %s', async (_, blocks) => {
    const script = blocks.map((steps) => ({ steps, restart: false }))
    await runMembershipScript({ besuVersion: '24.3', keys: 'nacl', strict: true }, script)
  })

  it('is reproduced by its seed', () => {
    const sample = () => fc.sample(membershipScript, { seed, numRuns: 3 })
    expect(sample()).toEqual(sample())
  })
})
