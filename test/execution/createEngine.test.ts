import { describe, expect, it } from 'vitest'
import { ENGINE_NAMES, createEngine } from '../../src/execution/createEngine.ts'
import { DEFAULT_EXECUTION_CAP, type Execution } from '../../src/execution/engine.ts'
import { ResolvedState } from '../../src/execution/ResolvedState.ts'
import { FlatBuffer } from '../../src/state/FlatBuffer.ts'
import { JournaledBuffer } from '../../src/state/JournaledBuffer.ts'
import { worldOf } from '../state/stores.ts'
import { FIRST, OWNER, OneGroup } from './oneGroup.ts'
import { fromHex } from '../../src/primitives/bytes.ts'
import { toAddress } from '../../src/primitives/identifiers.ts'

/** A call that returns the number 7. */
function execution(): Execution {
  const world = worldOf({ [FIRST]: { nonce: 1n, code: fromHex('600760005260206000f3') } })
  return {
    sender: OWNER,
    target: toAddress(fromHex(FIRST)),
    kind: 'call',
    data: new Uint8Array(0),
    gasPrice: 0n,
    environment: new OneGroup().environment,
    state: new ResolvedState(new FlatBuffer(world), new JournaledBuffer(worldOf({})).view()),
    cap: DEFAULT_EXECUTION_CAP,
  }
}

describe.each(ENGINE_NAMES)('the %s engine', (name) => {
  it('has its name, and may be asked several times before it is loaded', async () => {
    const engine = createEngine(name)
    expect(engine.name).toBe(name)
    const outcomes = await Promise.all([engine.execute(execution()), engine.execute(execution())])
    for (const { kind, output } of outcomes) expect([kind, output[31]]).toEqual(['success', 7])
  })
})

it('the fast engine answers at once as soon as it is loaded', async () => {
  const engine = createEngine('fast')
  const first = engine.execute(execution())
  expect(first).toBeInstanceOf(Promise)
  expect(engine.execute(execution())).toBeInstanceOf(Promise)
  await first
  expect(engine.execute(execution())).toEqual(await first)
})
