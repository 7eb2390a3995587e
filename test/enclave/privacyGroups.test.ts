import { describe, expect, it } from 'vitest'
import { EnclaveDirectory } from '../../src/enclave/EnclaveDirectory.ts'
import { InProcessEnclave } from '../../src/enclave/InProcessEnclave.ts'
import { enclaveKeySpaces } from '../../src/enclave/PayloadStore.ts'
import { fromBase64, toBase64, toHex } from '../../src/primitives/bytes.ts'
import { type EnclaveKey, toGroupId } from '../../src/primitives/identifiers.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import { openLevelStore } from '../../src/storage/levelStore.ts'
import { groupLookupId, legacyGroupId, offchainGroupId } from '../../src/transaction/groupId.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { KA, KB, KC } from '../transaction/vectors.ts'
import { countEntries, createMembers, keyOf } from './members.ts'

const payload = 'AQIDBA=='
const unknown = toGroupId(new Uint8Array(32).fill(9))
const notFound = (id: Uint8Array) => ({
  code: 'ENCLAVE_CLIENT_ERROR',
  status: 404,
  message: `Privacy group Id[${toBase64(id)}] not found`,
})

/** Enclaves that keep legacy groups, as those of offchain networks do. */
function createKeepers<Name extends string>(names: readonly Name[]) {
  const directory = new EnclaveDirectory()
  const keepers = names.map((name) => {
    const key = keyOf(name)
    const store = createMemoryStore()
    const enclave = new InProcessEnclave({ keys: [key], store, directory, legacyGroups: true })
    return [name, { key, store, enclave }] as const
  })
  return Object.fromEntries(keepers) as Record<
    Name,
    { key: EnclaveKey; store: (typeof keepers)[0][1]['store']; enclave: InProcessEnclave }
  >
}

describe('ids', () => {
  it('are found by members as in the row of spec 09 §8.5', () => {
    expect(toHex(groupLookupId([KA, KA, KB]))).toBe(
      '0xc1714eaba60c3f109d4c91262317dcd7270d1539b3c9543f85631d9f43475bd2',
    )
    expect(groupLookupId([KB, KA])).toEqual(groupLookupId([KA, KB]))
    expect(groupLookupId([KB, KA])).not.toEqual(groupLookupId([KA, KB, KC]))
  })

  it('of groups depend on the set of members and the seed', () => {
    const seed = new Uint8Array(20).fill(1)
    expect(offchainGroupId([KA, KB], seed)).toEqual(offchainGroupId([KB, KA, KB], seed))
    expect(offchainGroupId([KA, KB], seed)).not.toEqual(offchainGroupId([KA, KB], new Uint8Array(20)))
    expect(offchainGroupId([KA, KB], seed)).not.toEqual(legacyGroupId(KA, [KB]))
  })
})

describe('groups that are made', () => {
  it('are known to all members and to nobody else', async () => {
    const { a, b, c } = createMembers(['a', 'b', 'c'])
    const members = [b.key, a.key]
    const group = await a.enclave.groups.create({ from: a.key, members, name: 'n', description: 'd' })
    expect(group).toEqual({
      privacyGroupId: group.privacyGroupId,
      type: 'PANTHEON',
      name: 'n',
      description: 'd',
      members,
    })
    for (const { enclave } of [a, b]) {
      expect(await enclave.groups.retrieve(group.privacyGroupId)).toEqual(group)
      expect(await enclave.groups.find([a.key, b.key])).toEqual([group])
      expect(await enclave.groups.find([a.key])).toEqual([])
      expect(await enclave.groups.find([a.key, b.key, c.key])).toEqual([])
    }
    await expect(c.enclave.groups.retrieve(group.privacyGroupId)).rejects.toMatchObject(notFound(group.privacyGroupId))
    expect(await countEntries(c.store)).toBe(0)
  })

  it('have different ids, also of the same members, and empty texts by default', async () => {
    const { a, b } = createMembers(['a', 'b'])
    const request = { from: a.key, members: [a.key, b.key] }
    const [first, second] = await Promise.all([a.enclave.groups.create(request), a.enclave.groups.create(request)])
    expect(first.privacyGroupId).not.toEqual(second.privacyGroupId)
    expect(first).toMatchObject({ name: '', description: '' })
    expect(await b.enclave.groups.find([b.key, a.key])).toEqual([first, second])
  })

  it('have the same ids in every run, and others for another seed', async () => {
    const idWith = async (groupSeed: Uint8Array) => {
      const key = keyOf('a')
      const directory = new EnclaveDirectory()
      const enclave = new InProcessEnclave({ keys: [key], store: createMemoryStore(), directory, groupSeed })
      return toHex((await enclave.groups.create({ from: key, members: [key] })).privacyGroupId)
    }
    expect(await idWith(Uint8Array.of(1))).toBe(await idWith(Uint8Array.of(1)))
    expect(await idWith(Uint8Array.of(1))).not.toBe(await idWith(Uint8Array.of(2)))
  })

  it('need their maker and members that can be reached; otherwise nothing is kept', async () => {
    const { a, b, c } = createMembers(['a', 'b', 'c'])
    await expect(a.enclave.groups.create({ from: a.key, members: [b.key] })).rejects.toMatchObject({
      code: 'ENCLAVE_CLIENT_ERROR',
      status: 403,
      message: 'The list of members in a privacy group should include self',
    })
    const stranger = keyOf('stranger')
    await expect(a.enclave.groups.create({ from: a.key, members: [a.key, b.key, stranger] })).rejects.toMatchObject({
      status: 404,
      message: `Recipient not found for key: ${toBase64(stranger)}`,
    })
    c.enclave.faults.goOffline()
    const members = [a.key, b.key, c.key]
    await expect(a.enclave.groups.create({ from: a.key, members })).rejects.toMatchObject({ status: 410 })
    await expect(c.enclave.groups.find(members)).rejects.toMatchObject({ kind: 'io' })
    for (const { store } of [a, b, c]) expect(await countEntries(store)).toBe(0)
  })

  it('are deleted everywhere, and stay so', async () => {
    const { a, b } = createMembers(['a', 'b'])
    const request = { from: a.key, members: [a.key, b.key] }
    const { privacyGroupId: id } = await a.enclave.groups.create(request)
    await expect(b.enclave.groups.delete(id, keyOf('stranger'))).rejects.toMatchObject({
      status: 403,
      message: 'Sender of request does not belong to this privacy group',
    })
    await b.enclave.groups.delete(id, b.key)
    for (const { enclave, key } of [a, b]) {
      await expect(enclave.groups.retrieve(id)).rejects.toMatchObject(notFound(id))
      await expect(enclave.groups.delete(id, key)).rejects.toMatchObject(notFound(id))
      await expect(enclave.send({ payload, from: key, privacyGroupId: id })).rejects.toMatchObject(notFound(id))
      expect(await enclave.groups.find(request.members)).toEqual([])
    }
    expect((await a.enclave.groups.create(request)).privacyGroupId).not.toEqual(id)
  })

  it('survive a restart', async () => {
    const folder = await temporaryFolder()
    const key = keyOf('a')
    const seen = []
    for (let round = 0; round < 3; round++) {
      await using store = await openLevelStore(folder)
      const { groups } = new InProcessEnclave({ keys: [key], store, directory: new EnclaveDirectory() })
      expect(await groups.find([key])).toEqual(seen)
      seen.push(await groups.create({ from: key, members: [key], name: `round ${round}` }))
    }
  })

  it('cannot be read when the store holds rubbish', async () => {
    const { a } = createMembers(['a'])
    await a.store.write([{ key: enclaveKeySpaces.privacyGroups.key(unknown), value: Uint8Array.of(1) }])
    await expect(a.enclave.groups.retrieve(unknown)).rejects.toMatchObject({
      kind: 'server',
      cause: { code: 'STORE_CORRUPT' },
    })
  })
})

describe('payloads', () => {
  it('go to the members of a group, and name it', async () => {
    const { a, b, c } = createKeepers(['a', 'b', 'c'])
    const { privacyGroupId } = await a.enclave.groups.create({ from: a.key, members: [a.key, b.key] })
    const handle = await b.enclave.send({ payload, from: b.key, privacyGroupId })
    for (const { enclave } of [a, b]) {
      const received = await enclave.receive(handle)
      expect(received).toEqual({ payload, senderKey: toBase64(b.key), privacyGroupId: toBase64(privacyGroupId) })
    }
    await expect(c.enclave.receive(handle)).rejects.toMatchObject({ status: 404 })
    await expect(c.enclave.send({ payload, from: c.key, privacyGroupId })).rejects.toMatchObject(
      notFound(privacyGroupId),
    )
  })

  it('without a group belong to the legacy group of their parties, which the sender keeps', async () => {
    const { a, b } = createKeepers(['a', 'b'])
    const id = legacyGroupId(a.key, [b.key])
    const handle = await a.enclave.send({ payload, from: a.key, to: [b.key] })
    await a.enclave.send({ payload: 'again', from: a.key, to: [b.key] })
    for (const { enclave } of [a, b]) {
      expect((await enclave.receive(handle)).privacyGroupId).toBe(toBase64(id))
    }
    expect(await a.enclave.groups.find([b.key, a.key])).toEqual([
      {
        privacyGroupId: id,
        type: 'LEGACY',
        name: 'legacy',
        description: 'Privacy groups to support the creation of groups by privateFor and privateFrom',
        members: [a.key, b.key],
      },
    ])
    expect(await b.enclave.groups.find([b.key, a.key])).toEqual([])
    await a.enclave.groups.delete(id, a.key)
    await a.enclave.send({ payload: 'third', from: a.key, to: [b.key] })
    expect(await a.enclave.groups.find([b.key, a.key])).toEqual([])
  })

  it('name no group where no legacy groups are kept', async () => {
    const { a, b } = createMembers(['a', 'b'])
    const handle = await a.enclave.send({ payload, from: a.key, to: [b.key] })
    expect((await b.enclave.receive(handle)).privacyGroupId).toBeUndefined()
    expect(await countEntries(a.store)).toBe(1)
  })

  it('that are put name the group that they are given', async () => {
    const { a } = createMembers(['a'])
    const handle = fromBase64(toBase64(unknown)) as Parameters<typeof a.enclave.receive>[0]
    await a.enclave.put({ handle, payload, senderKey: toBase64(a.key), privacyGroupId: toBase64(unknown) })
    expect((await a.enclave.receive(handle)).privacyGroupId).toBe(toBase64(unknown))
  })
})
