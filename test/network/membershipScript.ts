import fc from 'fast-check'

/**
 * One step of a random sequence, in numbers that mean something only together with the state it meets: nodes and groups
 * are counted modulo their number, steps that make no sense then are left out.
 */
export type Step =
  | { readonly kind: 'create'; readonly group: number; readonly by: number; readonly members: readonly number[] }
  | {
      readonly kind: 'store'
      readonly group: number
      readonly by: number
      readonly asOwner: boolean
      readonly value: bigint
    }
  | { readonly kind: 'lock' | 'unlock'; readonly group: number; readonly by: number; readonly asOwner: boolean }
  | {
      readonly kind: 'add'
      readonly group: number
      readonly by: number
      readonly asOwner: boolean
      readonly members: readonly number[]
    }
  | {
      readonly kind: 'remove'
      readonly group: number
      readonly by: number
      readonly asOwner: boolean
      readonly member: number
    }

/** What happens in one block. */
export interface BlockScript {
  readonly steps: readonly Step[]
  /** Whether every node is restarted after the block. */
  readonly restart: boolean
}

export const GROUPS = 2
export const NODES = ['alice', 'bob', 'carol', 'dave'] as const

const node = fc.nat(NODES.length - 1)
const group = fc.nat(GROUPS - 1)
const someNodes = fc.uniqueArray(node, { minLength: 1, maxLength: 2 })
const mostly = fc.nat(7).map((n) => n < 7)
const where = { group, by: node, asOwner: mostly }

const create = fc.record({ kind: fc.constant('create' as const), group, by: node, members: someNodes })
const value = fc.bigInt({ min: 0n, max: 1000n })
const store = fc.record({ ...where, kind: fc.constant('store' as const), asOwner: fc.boolean(), value })
const lock = fc.record({ ...where, kind: fc.constant('lock' as const) })
const unlock = fc.record({ ...where, kind: fc.constant('unlock' as const) })
const add = fc.record({ ...where, kind: fc.constant('add' as const), members: someNodes })
const remove = fc.record({ ...where, kind: fc.constant('remove' as const), member: node })

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: create },
  { weight: 6, arbitrary: store },
  { weight: 3, arbitrary: lock },
  { weight: 1, arbitrary: unlock },
  { weight: 4, arbitrary: add },
  { weight: 4, arbitrary: remove },
)

/** Steps of blocks that follow each other. */
type Scene = readonly (readonly Step[])[]

const single: fc.Arbitrary<Scene> = anyStep.map((step) => [[step]])
const several: fc.Arbitrary<Scene> = fc.array(anyStep, { minLength: 2, maxLength: 4 }).map((steps) => [steps])

/** A lock and an add in the next block, while the other groups are active or not. */
const growth: fc.Arbitrary<Scene> = fc
  .tuple(lock, add, fc.array(store, { maxLength: 2 }), fc.array(store, { maxLength: 1 }))
  .map(([first, second, before, beside]) => {
    const others = before.map((step) => ({ ...step, group: first.group + 1 }))
    return [
      [first, ...others],
      [...beside.map((step) => ({ ...step, group: first.group + 1 })), { ...second, group: first.group }],
    ]
  })

/** The same newcomers come to both groups in one block. */
const growthOfBoth: fc.Arbitrary<Scene> = fc.tuple(lock, lock, add, add).map(([one, other, first, second]) => [
  [one, { ...other, group: one.group + 1 }],
  [
    { ...first, group: one.group },
    { ...second, group: one.group + 1, members: first.members },
  ],
])

/** The owner's steps on one group, which meet in one block where things are delicate. */
const delicate: fc.Arbitrary<Scene> = fc
  .tuple(
    group,
    fc.oneof(
      fc.tuple(fc.tuple(lock), fc.tuple(unlock, lock, add)),
      fc.tuple(fc.tuple(lock), fc.tuple(unlock, add)),
      fc.tuple(fc.tuple(lock), fc.tuple(add, add)),
      fc.tuple(fc.tuple(lock), fc.tuple(add, store)),
      fc.tuple(fc.tuple(lock), fc.tuple(add, lock)),
      fc.tuple(fc.tuple(lock), fc.tuple(store, add)),
      fc.tuple(fc.tuple(store), fc.tuple(lock, add)),
      fc.tuple(fc.tuple(remove, store), fc.tuple(store, remove)),
      fc.tuple(fc.tuple(remove, lock), fc.tuple(add)),
      fc.tuple(fc.tuple(store, lock), fc.tuple(add)),
      fc.tuple(fc.tuple(lock, store), fc.tuple(unlock, store)),
    ),
  )
  .map(([at, blocks]) => blocks.map((steps) => steps.map((step): Step => ({ ...step, group: at, asOwner: true }))))

const scene = fc.oneof(
  { weight: 4, arbitrary: single },
  { weight: 2, arbitrary: several },
  { weight: 3, arbitrary: growth },
  { weight: 1, arbitrary: growthOfBoth },
  { weight: 3, arbitrary: delicate },
)

/** A sequence that begins with the creation of both groups. */
export const membershipScript: fc.Arbitrary<readonly BlockScript[]> = fc
  .tuple(create, create, fc.array(fc.tuple(scene, fc.nat(5)), { minLength: 3, maxLength: 9 }))
  .map(([first, second, scenes]) => [
    { steps: [{ ...first, group: 0 }], restart: false },
    { steps: [{ ...second, group: 1 }], restart: false },
    ...scenes.flatMap(([blocks, n]) => blocks.map((steps, i) => ({ steps, restart: n === 5 && i === 0 }))),
  ])

/**
 * Leaves out what Besu does not get right, so that what is left must go right (spec 02 §14): an add that shares its block
 * with anything of its group leaves newcomers or adders behind (items 22, 24, 32), and replaying a block in which other
 * groups were active too loses their head map entries (item 28). Markers have keys of their own, so that item 27a does not
 * apply.
 */
export function withoutBesuAccidents(steps: readonly Step[]): readonly Step[] {
  const [first] = steps
  if (first === undefined || first.kind === 'add' || first.kind === 'create') return steps.slice(0, 1)
  return steps.filter((each) => each.group === first.group && each.kind !== 'add' && each.kind !== 'create')
}
