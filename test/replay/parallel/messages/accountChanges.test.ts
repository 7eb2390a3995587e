import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keccak256 } from '../../../../src/crypto/keccak.ts'
import { type Hex, toScalar } from '../../../../src/primitives/bytes.ts'
import { AccountChangeReader, AccountChangeWriter } from '../../../../src/replay/parallel/messages/accountChanges.ts'
import { ByteReader } from '../../../../src/replay/parallel/messages/ByteReader.ts'
import { ByteWriter } from '../../../../src/replay/parallel/messages/ByteWriter.ts'
import { type AccountChange, EMPTY_CODE_HASH } from '../../../../src/state/account.ts'
import { address, change, slot, value } from '../../../state/stores.ts'

/** Different texts that have numbers at a time. */
const TEXTS = 65_536
/** Bytes of a text that has a number, and of an address or slot that has none yet. */
const [NUMBERED, NEW_ADDRESS, NEW_SLOT] = [4, 4 + 4 + 20, 4 + 4 + 32] as const

const deleted = (at: Hex): AccountChange => ({ address: at, deleted: true })

const addressOf = fc.oneof(fc.constantFrom(...[0, 1, 2].map(address)), fc.nat().map(address))
const slotOf = fc.oneof(fc.constantFrom(...[0, 1, 2].map(slot)), fc.nat().map(slot))
const scalar = fc.oneof(
  fc.constant(0n),
  fc.bigInt({ min: 0n, max: 2n ** 64n }),
  fc.bigInt({ min: 0n, max: 2n ** 300n }),
)

const anyChange: fc.Arbitrary<AccountChange> = fc.oneof(
  { weight: 1, arbitrary: addressOf.map(deleted) },
  {
    weight: 5,
    arbitrary: fc.record(
      {
        address: addressOf,
        deleted: fc.constant(false as const),
        nonce: scalar,
        balance: scalar,
        codeHash: fc.oneof(
          fc.constantFrom(EMPTY_CODE_HASH, EMPTY_CODE_HASH.slice()),
          fc.uint8Array({ minLength: 32, maxLength: 32 }),
        ),
        code: fc.option(fc.uint8Array({ maxLength: 2000 }), { nil: undefined }),
        storageCleared: fc.boolean(),
        slots: fc
          .array(
            fc.tuple(
              slotOf,
              fc.oneof(fc.constant(value(0)), fc.bigInt({ min: 1n, max: 2n ** 256n - 1n }).map(toScalar)),
            ),
          )
          .map((entries) => new Map(entries)),
      },
      { noNullPrototype: true },
    ),
  },
)

/** A writer and a reader that have gone through the same. */
function line() {
  const to = new ByteWriter()
  const [writer, reader] = [new AccountChangeWriter(to), new AccountChangeReader()]
  return {
    /** @returns bytes that this takes, the number of changes not counted. */
    written: (changes: readonly AccountChange[]): number => {
      const before = to.length
      writer.write(changes)
      return to.length - before - 4
    },
    take: () => to.take(),
    reader,
  }
}

/** So many accounts in a row. */
const deletedFrom = (first: number, count: number): AccountChange[] =>
  Array.from({ length: count }, (_, n) => deleted(address(first + n)))
const namesIn = (changes: readonly AccountChange[]): string => changes.map(({ address: at }) => at).join()

describe('changes of accounts on their way to another thread', () => {
  it('are read as they were written, list by list, message by message', () => {
    const messages = fc.array(fc.array(fc.array(anyChange, { maxLength: 6 }), { maxLength: 4 }), { maxLength: 4 })
    fc.assert(
      fc.property(messages, (sent) => {
        const { written, take, reader } = line()
        for (const lists of sent) {
          for (const list of lists) written(list)
          const from = new ByteReader(take())
          for (const list of lists) {
            const read = reader.read(from)
            expect(read).toStrictEqual(list)
            // Slots are in the order in which they were written, too.
            const orders = [read, list].map((changes) =>
              changes.map((one) => (one.deleted ? [] : [...one.slots.keys()])),
            )
            expect(orders[0]).toEqual(orders[1])
          }
          expect(from.isAtEnd).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('stay right when the bytes that they were read from are overwritten', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 8 }), fc.array(anyChange, { maxLength: 8 }), (first, second) => {
        const { written, take, reader } = line()
        written(first)
        const bytes = take()
        const read = reader.read(new ByteReader(bytes))
        bytes.fill(0xa5)
        written([...second, ...first])
        const again = reader.read(new ByteReader(take()))
        expect(read).toStrictEqual(first)
        expect(again).toStrictEqual([...second, ...first])
      }),
      { numRuns: 100 },
    )
  })

  it('have each address and slot once', () => {
    const { written, take, reader } = line()
    const code = Uint8Array.of(1, 2, 3)
    const changes = [
      change(address(1), { slots: { [slot(5)]: value(1) } }),
      change(address(1), { slots: { [slot(5)]: value(2) } }),
      change(address(2), { slots: { [slot(5)]: value(3) } }),
      deleted(address(2)),
      change(address(1), { code }),
    ]
    const [first, second, third, fourth] = changes.map((one) => written([one])) as [number, number, number, number]
    expect(first - second).toBe(NEW_ADDRESS - NUMBERED + NEW_SLOT - NUMBERED)
    expect(third - second).toBe(NEW_ADDRESS - NUMBERED)
    expect(fourth).toBe(NUMBERED + 4)
    const from = new ByteReader(take())
    for (const one of changes) expect(reader.read(from)).toStrictEqual([one])
    expect(changes[4]).toMatchObject({ codeHash: keccak256(code) })
  })

  it('may have more different addresses and slots than there are numbers', () => {
    const { written, take, reader } = line()
    const count = 2 * TEXTS + 1000
    const many = deletedFrom(0, count)
    written([...many, ...many])
    expect(namesIn(reader.read(new ByteReader(take())))).toBe(namesIn([...many, ...many]))
    const slots = new Map(Array.from({ length: count }, (_, n) => [slot(n % (TEXTS + 3)), value(1 + (n % 255))]))
    const wide = { ...(change(address(7)) as Extract<AccountChange, { deleted: false }>), slots }
    written([wide, deleted(address(7)), deleted(address(8))])
    const [read, ...rest] = reader.read(new ByteReader(take()))
    expect(read?.deleted === false && [...read.slots].join()).toBe([...slots].join())
    expect(namesIn(rest)).toBe(namesIn([deleted(address(7)), deleted(address(8))]))
  })

  it('begin numbers anew behind the last one', () => {
    const { written, take, reader } = line()
    const [known, sent] = [NUMBERED + 4, NEW_ADDRESS + 4]
    const lists: [changes: AccountChange[], bytes: number][] = [
      [deletedFrom(0, TEXTS), TEXTS * sent],
      // All of them have numbers still.
      [[deleted(address(0)), deleted(address(TEXTS - 1))], 2 * known],
      [[deleted(address(TEXTS))], sent],
      // None but the last one has.
      [[deleted(address(TEXTS)), deleted(address(0)), deleted(address(1)), deleted(address(0))], 2 * known + 2 * sent],
    ]
    for (const [changes, bytes] of lists) expect(written(changes)).toBe(bytes)
    const from = new ByteReader(take())
    for (const [changes] of lists) expect(namesIn(reader.read(from))).toBe(namesIn(changes))
    expect(from.isAtEnd).toBe(true)
  })

  it('begin numbers anew in the middle of a change', () => {
    const { written, take, reader } = line()
    written(deletedFrom(0, TEXTS - 2))
    const { [slot(1)]: one, ...slots } = Object.fromEntries([1, 2, 3, 4].map((n) => [slot(n), value(n)]))
    const changes = [
      change(address(0), { slots: { ...slots, [slot(1)]: one ?? value(1) } }),
      change(address(0), { slots: { [slot(2)]: value(9), [slot(4)]: value(9), [slot(1)]: value(9) } }),
    ]
    written(changes)
    const from = new ByteReader(take())
    reader.read(from)
    expect(reader.read(from)).toStrictEqual(changes)
  })
})
