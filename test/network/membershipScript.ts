import fc from 'fast-check'

/**
 * One step of a random sequence, in numbers that mean something only together with the state it meets: nodes and groups
 * are counted modulo their number, steps that make no sense then are left out.
 */
export type Step =
  | { readonly kind: 'create'; readonly group: number; readonly by: number; readonly members: readonly number[] }
  | { readonly kind: 'store'; readonly group: number; readonly by: number; readonly asOwner: boolean; readonly value: bigint }
  | { readonly kind: 'lock' | 'unlock'; readonly group: number; readonly by: number; readonly asOwner: boolean }
  | {
      readonly kind: 'add'
      readonly group: number
      readonly by: number
      readonly asOwner: boolean
      readonly members: readonly number[]
    }
  | { readonly kind: 'remove'; readonly group: number; readonly by: number; readonly asOwner: boolean; readonly member: number }

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
const someNodes = fc.uniqueArray(node, { minLength: 1, maxLength: NODES.length })
const mostly = fc.integer({ min: 0, max: 7 }).map((n) => n < 7)
const where = { group, by: node, asOwner: mostly }

const create: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('create' as const), group, by: node, members: someNodes })
const store: fc.Arbitrary<Step> = fc.record({
  ...where,
  kind: fc.constant('store' as const),
  asOwner: fc.boolean(),
  value: fc.bigInt({ min: 0n, max: 1000n }),
})
const lock: fc.Arbitrary<Step> = fc.record({ ...where, kind: fc.constant('lock' as const) })
const unlock: fc.Arbitrary<Step> = fc.record({ ...where, kind: fc.constant('unlock' as const) })
const add: fc.Arbitrary<Step> = fc.record({ ...where, kind: fc.constant('add' as const), members: someNodes })
const remove: fc.Arbitrary<Step> = fc.record({ ...where, kind: fc.constant('remove' as const), member: node })

const step = fc.oneof(
  { weight: 2, arbitrary: create },
  { weight: 6, arbitrary: store },
  { weight: 3, arbitrary: lock },
  { weight: 1, arbitrary: unlock },
  { weight: 5, arbitrary: add },
  { weight: 3, arbitrary: remove },
)

/** Steps of one group, signed by the owner: what meets in one block where things are delicate. */
const delicate = fc
  .tuple(
    group,
    fc.oneof(
      fc.tuple(lock, add),
      fc.tuple(unlock, add),
      fc.tuple(unlock, lock, add),
      fc.tuple(add, add),
      fc.tuple(add, store),
      fc.tuple(add, lock),
      fc.tuple(store, add),
      fc.tuple(remove, store),
      fc.tuple(remove, lock),
      fc.tuple(store, lock),
      fc.tuple(lock, store),
      fc.tuple(unlock, store),
    ),
  )
  .map(([at, steps]) => steps.map((each): Step => ({ ...each, group: at, ...('asOwner' in each ? { asOwner: true } : {}) })))

const block = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(step) },
  { weight: 3, arbitrary: fc.array(step, { minLength: 2, maxLength: 4 }) },
  { weight: 3, arbitrary: delicate },
)

/** A sequence that begins with the creation of a group. */
export const membershipScript: fc.Arbitrary<readonly BlockScript[]> = fc
  .tuple(create, fc.array(fc.record({ steps: block, restart: fc.nat(9).map((n) => n === 9) }), { minLength: 4, maxLength: 14 }))
  .map(([first, rest]) => [{ steps: [first], restart: false }, ...rest])

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
