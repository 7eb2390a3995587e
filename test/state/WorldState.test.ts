import { MerkleStateManager } from '@ethereumjs/statemanager'
import { Account, Address } from '@ethereumjs/util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keccak256 } from '../../src/crypto/keccak.ts'
import { isCoterieError } from '../../src/errors/CoterieError.ts'
import { type Hex, fromHex, toHex, toScalar } from '../../src/primitives/bytes.ts'
import { toStateRoot } from '../../src/primitives/identifiers.ts'
import { type AccountChange, EMPTY_CODE_HASH } from '../../src/state/account.ts'
import { EMPTY_ROOT } from '../../src/state/trie/MerkleTrie.ts'
import { DEFAULT_STATE_MEMORY, WorldState, codeHashOf } from '../../src/state/WorldState.ts'
import { decodeAccount, decodeScalar } from '../../src/state/leafEncoding.ts'
import { type AccountSketch, MapSource, address, change, slot, value, worldOf } from './stores.ts'
import { thrownBy } from './trie/trieModel.ts'

interface ModelAccount {
  nonce: bigint
  balance: bigint
  code: Uint8Array
  slots: Map<Hex, Uint8Array>
}
type Model = Map<Hex, ModelAccount>

const ADDRESSES = [1, 2, 3, 0x7b].map(address)
const SLOTS = [0, 1, 2, 300].map(slot)

type Change = Extract<AccountChange, { deleted: true }> | { at: Hex; sketch: AccountSketch }

const changeOf: fc.Arbitrary<Change> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...ADDRESSES).map((at): Change => ({ address: at, deleted: true })) },
  {
    weight: 6,
    arbitrary: fc
      .record({
        at: fc.constantFrom(...ADDRESSES),
        nonce: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        balance: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })),
        code: fc.option(fc.uint8Array({ minLength: 1, maxLength: 4 }), { nil: null }),
        storageCleared: fc.boolean(),
        slots: fc.dictionary(
          fc.constantFrom(...SLOTS),
          fc.oneof(fc.constant(value(0)), fc.bigInt({ min: 1n, max: 2n ** 256n - 1n }).map(toScalar)),
        ),
      })
      .map(({ at, code, ...sketch }): Change => ({ at, sketch: code === null ? sketch : { ...sketch, code } })),
  },
)

/** Applies a change to the model; gives it as the world state gets it, with the code that the account has. */
function applyToModel(model: Model, step: Change): AccountChange {
  if ('deleted' in step) {
    model.delete(step.address)
    return step
  }
  const { at, sketch } = step
  const before = model.get(at)
  const code = sketch.code ?? before?.code ?? new Uint8Array(0)
  const slots = new Map(sketch.storageCleared === true ? [] : before?.slots)
  for (const [key, word] of Object.entries(sketch.slots ?? {}) as [Hex, Uint8Array][]) {
    if (word.length === 0) slots.delete(key)
    else slots.set(key, word)
  }
  model.set(at, { nonce: sketch.nonce ?? 0n, balance: sketch.balance ?? 0n, code, slots })
  return { ...change(at, sketch), codeHash: codeHashOf(code) } as AccountChange
}

/** The root that `@ethereumjs/statemanager` gives the model. */
async function referenceRoot(model: Model): Promise<Hex> {
  const manager = new MerkleStateManager()
  for (const [at, { nonce, balance, code, slots }] of model) {
    const target = new Address(fromHex(at))
    await manager.putAccount(target, new Account(nonce, balance))
    if (code.length > 0) await manager.putCode(target, code)
    for (const [key, word] of slots) await manager.putStorage(target, fromHex(key), word)
  }
  return toHex(await manager.getStateRoot())
}

function expectSame(world: WorldState, model: Model): void {
  for (const at of ADDRESSES) {
    const expected = model.get(at)
    const account = world.account(at)
    expect(account === undefined).toBe(expected === undefined)
    if (account === undefined || expected === undefined) continue
    expect([account.nonce, account.balance]).toEqual([expected.nonce, expected.balance])
    expect(toHex(world.code(account.codeHash))).toBe(toHex(expected.code))
    for (const key of SLOTS) expect(toHex(world.slot(at, key))).toBe(toHex(expected.slots.get(key) ?? value(0)))
  }
}

describe('WorldState', () => {
  it('starts at the empty root', () => {
    const world = new WorldState(new MapSource())
    expect(toHex(world.root())).toBe(toHex(EMPTY_ROOT))
    expect(world.account(address(1))).toBeUndefined()
    expect(world.slot(address(1), slot(0))).toHaveLength(0)
  })

  it('has the roots of @ethereumjs/statemanager, whatever is collected, forked, trimmed or reopened between', async () => {
    const step = fc.record({
      changes: fc.array(changeOf, { maxLength: 4 }),
      then: fc.constantFrom('nothing', 'no root', 'collect', 'fork', 'trim', 'reopen'),
    })
    const memory = fc.constantFrom(0, 20_000, DEFAULT_STATE_MEMORY)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), memory, async (steps, bytes) => {
        const source = new MapSource()
        const model: Model = new Map()
        let world = new WorldState(source, EMPTY_ROOT, bytes)
        for (const { changes, then } of steps) {
          world.apply(changes.map((one) => applyToModel(model, one)))
          if (then === 'no root') {
            expectSame(world, model)
            continue
          }
          expect(toHex(world.root())).toBe(await referenceRoot(model))
          if (then !== 'nothing') world.collect(source)
          if (then === 'fork') world = world.fork()
          if (then === 'trim') world.trim()
          if (then === 'reopen') world = new WorldState(source, world.root(), bytes)
          expectSame(world, model)
        }
        world.collect(source)
        expectSame(new WorldState(source, world.root()), model)
      }),
      { numRuns: 150 },
    )
  })

  it('does not depend on the order of changes of different accounts', () => {
    const changes = [1, 2, 3].map((n) => change(address(n), { nonce: BigInt(n), slots: { [slot(n)]: value(n) } }))
    const roots = [changes, [...changes].reverse()].map((order) => {
      const world = new WorldState(new MapSource())
      world.apply(order)
      return toHex(world.root())
    })
    expect(roots[0]).toBe(roots[1])
  })

  it('keeps empty accounts, which are not the same as none', () => {
    const world = worldOf({ [address(9)]: {} })
    expect(toHex(world.root())).not.toBe(toHex(EMPTY_ROOT))
    expect(world.account(address(9))).toMatchObject({ nonce: 0n, balance: 0n })
    expect(world.account(address(8))).toBeUndefined()
  })

  it('keeps storage that is not cleared and forgets storage that is', () => {
    const world = worldOf({ [address(1)]: { slots: { [slot(0)]: value(5), [slot(1)]: value(6) } } })
    world.apply([change(address(1), { nonce: 1n, slots: { [slot(1)]: value(7) } })])
    expect([world.slot(address(1), slot(0)), world.slot(address(1), slot(1))]).toEqual([value(5), value(7)])
    world.apply([change(address(1), { nonce: 2n, storageCleared: true, slots: { [slot(2)]: value(8) } })])
    expect([0, 1, 2].map((n) => world.slot(address(1), slot(n)))).toEqual([value(0), value(0), value(8)])
  })

  it('has no storage of an account that was deleted and came back', () => {
    const world = worldOf({ [address(1)]: { nonce: 1n, slots: { [slot(0)]: value(5) } } })
    world.apply([{ address: address(1), deleted: true }])
    expect(toHex(world.root())).toBe(toHex(EMPTY_ROOT))
    world.apply([change(address(1), { nonce: 1n })])
    expect(world.slot(address(1), slot(0))).toHaveLength(0)
    expect(toHex(world.root())).toBe(toHex(worldOf({ [address(1)]: { nonce: 1n } }).root()))
  })

  it('collects only what is new, and all of it', () => {
    const source = new MapSource()
    const code = Uint8Array.of(0x60, 0x00)
    const world = worldOf({ [address(1)]: { nonce: 1n, code, slots: { [slot(4)]: value(4) } } }, source)
    expect(source.codes.get(toHex(keccak256(code)))).toEqual(code)
    expect(source.preimages.get(toHex(keccak256(fromHex(address(1)))))).toEqual(fromHex(address(1)))
    expect(source.preimages.get(toHex(keccak256(fromHex(slot(4)))))).toEqual(fromHex(slot(4)))
    const again = new MapSource()
    world.collect(again)
    expect([again.nodes.size, again.codes.size, again.preimages.size]).toEqual([0, 0, 0])
  })

  it('forks into a state that goes its own way', () => {
    const world = worldOf({ [address(1)]: { nonce: 1n, slots: { [slot(0)]: value(1) } } })
    const before = toHex(world.root())
    const fork = world.fork()
    fork.apply([change(address(1), { nonce: 2n, slots: { [slot(0)]: value(2) } })])
    fork.root()
    expect(toHex(world.root())).toBe(before)
    expect([world.slot(address(1), slot(0)), fork.slot(address(1), slot(0))]).toEqual([value(1), value(2)])
    world.apply([change(address(1), { nonce: 3n, slots: { [slot(1)]: value(3) } })])
    expect(fork.account(address(1))?.nonce).toBe(2n)
    expect(fork.slot(address(1), slot(1))).toHaveLength(0)
  })

  it('stays within its memory, gives the same answers and hands over every node once', () => {
    const source = new MapSource()
    const handedOver: string[] = []
    const sink = {
      putNode: (hash: Uint8Array, encoded: Uint8Array) => {
        handedOver.push(toHex(hash))
        source.putNode(hash, encoded)
      },
      putCode: (hash: Uint8Array, code: Uint8Array) => source.putCode(hash, code),
      putPreimage: () => undefined,
    }
    const memory = 2 ** 20
    const small = new WorldState(source, EMPTY_ROOT, memory)
    const large = new WorldState(new MapSource())
    const code = Uint8Array.of(1, 2, 3)
    for (let step = 0; step < 40; step++) {
      const slots = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [slot(100 * step + n), value(1 + n)]))
      const changes = Array.from({ length: 100 }, (_, n) => change(address(100 * step + n + 2), { nonce: BigInt(n) }))
      for (const world of [small, large]) world.apply([change(address(1), { code, slots }), ...changes])
      expect(toHex(small.root())).toBe(toHex(large.root()))
      small.collect(sink)
      small.trim()
      expect(small.memory).toBeLessThanOrEqual(memory)
    }
    expect(large.memory).toBeGreaterThan(3 * memory)
    expect(new Set(handedOver).size).toBe(handedOver.length)
    for (let n = 0; n < 4000; n += 97) {
      expect(small.slot(address(1), slot(n))).toEqual(value(1 + (n % 100)))
      expect(small.account(address(n + 2))?.nonce).toBe(BigInt(n % 100))
    }
    expect(small.code(keccak256(code))).toEqual(code)
  })

  it('says so when the store lacks a node or a code', () => {
    const source = new MapSource()
    const world = worldOf({ [address(1)]: { nonce: 1n, code: Uint8Array.of(1) } }, source)
    source.codes.clear()
    const reopened = new WorldState(source, world.root())
    const missing = thrownBy(() => reopened.code(codeHashOf(Uint8Array.of(1))))
    expect(isCoterieError(missing, 'STATE_INCONSISTENT')).toBe(true)
    const nowhere = new WorldState(new MapSource(), toStateRoot(new Uint8Array(32).fill(9)))
    expect(
      isCoterieError(
        thrownBy(() => nowhere.account(address(1))),
        'STATE_INCONSISTENT',
      ),
    ).toBe(true)
  })

  it('needs no store for no code', () => {
    expect(new WorldState(new MapSource()).code(EMPTY_CODE_HASH)).toHaveLength(0)
    expect(toHex(codeHashOf(new Uint8Array(0)))).toBe(toHex(EMPTY_CODE_HASH))
  })
})

describe('leaves', () => {
  it.each(['0x80', '0xc0', '0xc3808080', '0xc580808080c0'])('refuses %s as an account', (encoded) => {
    expect(
      isCoterieError(
        thrownBy(() => decodeAccount(fromHex(encoded))),
        'STATE_INCONSISTENT',
      ),
    ).toBe(true)
  })

  it('decodes slot values of one byte and of many', () => {
    expect(toHex(decodeScalar(fromHex('0x05')))).toBe('0x05')
    expect(toHex(decodeScalar(fromHex('0x8180')))).toBe('0x80')
    expect(toHex(decodeScalar(fromHex('0x82ffff')))).toBe('0xffff')
  })
})
