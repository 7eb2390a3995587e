import { expect, it } from 'vitest'
import { createNetwork } from '../../src/createNetwork.ts'

/** Init code of a contract that writes its call data's first word to the slot that the second word names. */
const WRITER = `0x6008600c60003960086000f3${'6000356020355500'}`
const word = (value: number): string => value.toString(16).padStart(64, '0')

it('a node with little memory for states has the same ones', async () => {
  const roots: (string | undefined)[] = []
  for (const stateMemory of [1_000_000, undefined]) {
    await using network = await createNetwork({
      nodes: ['alice', 'bob'],
      ...(stateMemory === undefined ? {} : { stateMemory }),
    })
    const group = await network.node('alice').createGroup({ members: ['alice'] })
    const { address } = await group.deploy({ bytecode: WRITER })
    for (let slot = 0; slot < 30; slot++) {
      await group.send({ to: address, data: `0x${word(slot + 1)}${word(slot)}` })
    }
    await group.add('bob')
    roots.push(network.node('bob').stateRoot(group.id))
    expect(network.node('bob').privateStorage(group.id, address, '0x1d')).toBe(`0x${word(30)}`)
  }
  expect(roots[0]).toBe(roots[1])
})
