import { createTxFromRLP } from '@ethereumjs/tx'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeTransaction } from '../../src/chain/decodeTransaction.ts'
import { HARDFORKS, type HardforkName, decodingRules, isAtLeast } from '../../src/chain/hardfork.ts'
import { PlainTransaction } from '../../src/chain/PlainTransaction.ts'
import { type PublicTransaction, publicTransaction } from '../../src/chain/PublicTransaction.ts'
import { KEY, OTHER_KEY, transaction } from './chains.ts'

const chainId = 1337n

const sketches = fc.record({
  key: fc.constantFrom(KEY, OTHER_KEY),
  fork: fc.constantFrom(...HARDFORKS),
  nonce: fc.constantFrom(0n, 1n, 300n, 2n ** 64n - 2n),
  to: fc.constantFrom(undefined, undefined, null),
  value: fc.constantFrom(0n, 1n, 2n ** 200n),
  gasPrice: fc.constantFrom(0n, 9n, 2n ** 130n),
  gasLimit: fc.constantFrom(21_000n, 100_000n),
  data: fc.uint8Array({ maxLength: 70 }),
  unprotected: fc.boolean(),
  hasFees: fc.boolean(),
})

type DrawnSketch = typeof sketches extends fc.Arbitrary<infer T> ? T : never

function wireOf({ hasFees, to, ...sketch }: DrawnSketch): Uint8Array {
  const base = { ...sketch, ...(to === undefined ? {} : { to }) }
  const isTyped = hasFees && isAtLeast(sketch.fork, 'london')
  return transaction(isTyped ? { ...base, unprotected: false, fees: { max: 9n, priority: 1n } } : base).serialize()
}

/** What the library makes of the bytes; it also reads those that nobody has signed. */
function byLibrary(wire: Uint8Array, fork: HardforkName): PublicTransaction {
  const source = createTxFromRLP(wire, { common: decodingRules(fork, chainId), freeze: false })
  if (!source.isSigned()) throw new RangeError('nobody has signed it')
  return publicTransaction(source, fork)
}

/** Everything that can be asked of a transaction, or why there is none. */
function facts(decode: () => PublicTransaction) {
  try {
    const one = decode()
    const { hash, fork, type, nonce, gasLimit, to, value, data, wire, impersonated, maxGasPrice } = one
    const fields = { hash, fork, type, nonce, gasLimit, to, value, data, wire, impersonated, maxGasPrice }
    const asked = { sender: said(() => one.sender()), price: one.gasPrice(3n), gas: one.intrinsicGas() }
    return { ...fields, ...asked, serialized: one.source.serialize() }
  } catch (error) {
    return String(error)
  }
}

function said<T>(ask: () => T): T | string {
  try {
    return ask()
  } catch (error) {
    return String(error)
  }
}

describe('decodeTransaction', () => {
  it('says of a transaction what @ethereumjs/tx says', () => {
    let plain = 0
    fc.assert(
      fc.property(sketches, (sketch) => {
        const wire = wireOf(sketch)
        const rules = { fork: sketch.fork, chainId }
        if (decodeTransaction(wire, rules) instanceof PlainTransaction) plain++
        expect(facts(() => decodeTransaction(wire, rules))).toEqual(facts(() => byLibrary(wire, sketch.fork)))
      }),
      { numRuns: 200 },
    )
    expect(plain).toBeGreaterThan(20)
  })

  it('says of damaged bytes what @ethereumjs/tx says', () => {
    const damage = fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.constantFrom(0, 0, 0, 1) })
    fc.assert(
      fc.property(sketches, damage, (sketch, { at, byte, cut }) => {
        const whole = wireOf(sketch)
        const wire = whole.slice(0, whole.length - cut)
        wire[at % wire.length] = byte
        const rules = { fork: sketch.fork, chainId }
        expect(facts(() => decodeTransaction(wire, rules))).toEqual(facts(() => byLibrary(wire, sketch.fork)))
      }),
      { numRuns: 400 },
    )
  })

  it('refuses a legacy transaction whose v is zero: nobody has signed it', () => {
    const wire = transaction({ fork: 'constantinoplefix', unprotected: true }).serialize()
    const v = wire.length - 67
    expect([27, 28]).toContain(wire[v])
    wire[v] = 0x80
    const rules = { fork: 'constantinoplefix', chainId } as const
    expect(facts(() => decodeTransaction(wire, rules))).toBe('RangeError: nobody has signed it')
    expect(facts(() => byLibrary(wire, 'constantinoplefix'))).toBe('RangeError: nobody has signed it')
  })

  it('does not see what becomes of the bytes that it was given', () => {
    const wire = transaction().serialize()
    const before = wire.slice()
    const decoded = decodeTransaction(wire, { fork: 'london', chainId })
    wire.fill(0)
    expect([decoded.wire, decoded.source.serialize()]).toEqual([before, before])
  })
})
