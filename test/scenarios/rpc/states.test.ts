import { encodeFunctionData } from 'viem'
import { describe, expect, it } from 'vitest'
import type { Hex } from '../../../src/index.ts'
import { toBase64 } from '../../../src/primitives/bytes.ts'
import { eventEmitter, publicReader } from '../../fixtures/contracts.ts'
import { ask } from '../../rpc/ask.ts'
import {
  callsOrReverts,
  deploysContract,
  destroysItself,
  initCode,
  relaysValue,
  writesSlot,
} from '../support/evmCode.ts'
import { PROXY, addCall } from '../support/management.ts'
import { deployPublicly } from '../support/publicContract.ts'
import { VALUE, call, groupOfTwo, receiptOf, send, sent, store, stored, withEmitter } from './clients.ts'

const OTHER = toBase64(new Uint8Array(32).fill(0x62))
const read = (holder: string): Hex =>
  encodeFunctionData({ abi: publicReader.abi, functionName: 'read', args: [holder as Hex] })

/** A group of two and a public contract that holds 12. */
async function withPublicValue() {
  const cast = await groupOfTwo()
  const { network, charlie } = cast
  const holder = await deployPublicly(network, charlie, eventEmitter.creation)
  await charlie.sendPublicTransaction({ to: holder, data: store(12n) })
  return { ...cast, holder }
}

describe('private and public state through JSON-RPC', () => {
  it('FP-135 read public from private', async () => {
    const { alice, bob, holder } = await withPublicValue()
    const { contractAddress: reader = '0x' } = await sent(alice, { data: publicReader.creation })
    expect(await call(bob, reader, read(holder))).toBe(stored(12n))
    expect(await call(bob, holder, VALUE)).toBe(stored(12n))
  })

  it('FP-136 no private from public', async () => {
    const { network, alice, charlie, emitter } = await withEmitter()
    await send(alice, { to: emitter, data: store(99n) })
    const reader = await deployPublicly(network, charlie, publicReader.creation)
    expect(await ask(alice, 'eth_getCode', emitter, 'latest')).not.toBe(eventEmitter.runtime)
    await expect(ask(alice, 'eth_call', { to: reader, data: read(emitter) }, 'latest')).rejects.toMatchObject({
      code: -32000,
    })
  })

  it.each([
    { what: 'increment', runtime: writesSlot },
    { what: 'deployment', runtime: deploysContract },
    { what: 'self-destruct', runtime: destroysItself },
  ])('FP-137 private must not change public: $what', async ({ runtime }) => {
    const { network, alice, bob, charlie } = await groupOfTwo()
    const target = await deployPublicly(network, charlie, initCode(runtime))
    const { contractAddress: caller = '0x' } = await sent(alice, { data: initCode(callsOrReverts(target)) })
    const marker = await send(alice, { to: caller })
    for (const node of [alice, bob]) {
      expect(await receiptOf(node, marker)).toMatchObject({ status: '0x0', output: '0x', revertReason: '0x', logs: [] })
    }
  })

  it('FP-138 nested public reads', async () => {
    const { network, alice, bob, charlie } = await groupOfTwo()
    const holder = await deployPublicly(network, charlie, eventEmitter.creation)
    await charlie.sendPublicTransaction({ to: holder, data: store(42n) })
    const inner = await deployPublicly(network, charlie, initCode(relaysValue(holder)))
    for (const target of [holder, inner]) {
      const { contractAddress: outer = '0x' } = await sent(alice, { data: initCode(relaysValue(target)) })
      expect(await call(bob, outer, '0x')).toBe(stored(42n))
    }
  })

  it('FP-139 groups cannot see one another', async () => {
    const { alice, charlie, emitter } = await withEmitter()
    await send(alice, { to: PROXY, data: addCall([alice, charlie]) }, OTHER)
    const marker = await send(alice, { to: emitter, data: VALUE }, OTHER)
    expect(await receiptOf(charlie, marker)).toMatchObject({ status: '0x1', output: '0x' })
    expect(await call(alice, emitter, VALUE, 'latest', OTHER)).toBe('0x')
  })
})
