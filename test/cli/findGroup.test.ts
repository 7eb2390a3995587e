import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { findGroup, groupsOf } from '../../src/cli/findGroup.ts'
import { type Network, createNetwork } from '../../src/index.ts'

/** 32 bytes whose base64 has characters that url-safe base64 spells otherwise. */
const SLASHED = Buffer.from('fb'.repeat(16) + 'ff'.repeat(16), 'hex')
const OTHER = Buffer.from('fb'.repeat(15) + '00'.repeat(17), 'hex')

async function networkWith(...ids: readonly Buffer[]): Promise<Network> {
  const network = await createNetwork({ nodes: ['alice'] })
  onTestFinished(() => network.close())
  for (const id of ids) {
    await network.node('alice').createGroup({ members: ['alice'], id: id.toString('base64') })
  }
  return network
}

it('takes base64, url-safe base64 and hex, whole', async () => {
  const network = await networkWith(SLASHED, OTHER)
  const id = SLASHED.toString('base64')
  expect(id).toContain('/')
  expect(id).toContain('+')
  const hex = SLASHED.toString('hex')
  const spellings = [id, id.replace('=', ''), SLASHED.toString('base64url'), hex, `0x${hex}`, hex.toUpperCase()]
  for (const text of spellings) expect(findGroup(network, text, 'p')).toBe(id)
})

it('finds a group by every beginning that fits it alone', async () => {
  const network = await networkWith(SLASHED, OTHER)
  const id = SLASHED.toString('base64')
  const common = [...id].findIndex((character, index) => character !== OTHER.toString('base64')[index])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: id.length }), (length) => {
      const find = () => findGroup(network, id.slice(0, length), 'p')
      if (length > common) expect(find()).toBe(id)
      else expect(find).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    }),
  )
})

it.each(['', 'nothing', '=', '0y', 'ff'])('knows no group %j and says where to look', async (text) => {
  const network = await networkWith(SLASHED)
  expect(() => findGroup(network, text, 'some folder')).toThrow(
    expect.objectContaining({
      code: 'GROUP_UNKNOWN',
      message: expect.stringContaining("coterie groups --data-path 'some folder'") as string,
    }),
  )
})

it('says so when there is no group at all', async () => {
  const network = await networkWith()
  expect(groupsOf(network)).toEqual([])
  expect(() => findGroup(network, 'ab', 'p')).toThrow(/none at all/)
})
