import { expect, it } from 'vitest'
import type { ForeignPayload } from '../../src/enclave/ForeignPayload.ts'
import { payloadHandle } from '../../src/enclave/payloadHandle.ts'
import { countEntries, createMembers } from './members.ts'

const payload = 'AQIDBA=='
const handle = payloadHandle(payload)

it.each<[what: string, given: unknown, message: RegExp]>([
  ['nothing', undefined, /^a payload to put must be an object/],
  ['no payload', { handle, senderKey: null }, /^payload must be text, not undefined$/],
  ['bytes as payload', { handle, payload: handle, senderKey: null }, /^payload must be text, not object$/],
  ['a sender that is no text', { handle, payload, senderKey: 0 }, /^senderKey must be text, not number$/],
  [
    'a group that is no text',
    { handle, payload, senderKey: null, privacyGroupId: null },
    /^privacyGroupId must be text/,
  ],
  ['a lone reader', { handle, payload, senderKey: null, readers: 'AQ==' }, /^readers must be a list/],
  ['readers: null', { handle, payload, senderKey: null, readers: null }, /^readers must be a list/],
])('put refuses %s and stores nothing', async (_what, given, message) => {
  const { a } = createMembers(['a'])
  const refusal = { code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) as string }
  const right = { handle: payloadHandle('right'), payload, senderKey: null }
  await expect(a.enclave.put(given as ForeignPayload)).rejects.toMatchObject(refusal)
  await expect(a.enclave.putAll([right, given as ForeignPayload])).rejects.toMatchObject(refusal)
  expect(await countEntries(a.store)).toBe(0)
})

it('neither a send nor a corruption takes what is no text', async () => {
  const { a } = createMembers(['a'])
  await a.enclave.put({ handle, payload, senderKey: null })
  const nothing = undefined as unknown as string
  await expect(a.enclave.send({ payload: nothing, from: a.key, to: [] })).rejects.toThrow(/^payload must be text/)
  await expect(a.enclave.faults.corrupt(handle, nothing)).rejects.toThrow(/^the new payload must be text/)
  expect((await a.enclave.receive(handle)).payload).toBe(payload)
})
