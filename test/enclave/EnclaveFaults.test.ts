import { describe, expect, it } from 'vitest'
import type { EnclaveRequest } from '../../src/enclave/EnclaveFaults.ts'
import { payloadHandle } from '../../src/enclave/payloadHandle.ts'
import { CoterieError } from '../../src/errors/CoterieError.ts'
import { EnclaveError } from '../../src/errors/EnclaveError.ts'
import { toBase64 } from '../../src/primitives/bytes.ts'
import { countEntries, createMembers } from './members.ts'

const payload = 'AQIDBA=='
const handle = payloadHandle(payload)

describe('EnclaveFaults', () => {
  it('an enclave that is offline answers nothing, FP-84', async () => {
    const { a } = createMembers(['a'])
    await a.enclave.send({ payload, from: a.key, to: [] })
    a.enclave.faults.goOffline()
    await expect(a.enclave.receive(handle)).rejects.toMatchObject({ kind: 'io', status: 0, code: 'ENCLAVE_IO_ERROR' })
    await expect(a.enclave.send({ payload, from: a.key, to: [] })).rejects.toMatchObject({ kind: 'io' })
    await a.enclave.put({ handle: payloadHandle('late'), payload: 'late', senderKey: null })
    a.enclave.faults.comeOnline()
    expect((await a.enclave.receive(handle)).payload).toBe(payload)
    expect((await a.enclave.receive(payloadHandle('late'))).payload).toBe('late')
  })

  it('nothing is stored anywhere when the enclave of a recipient is offline', async () => {
    const { a, b, c } = createMembers(['a', 'b', 'c'])
    c.enclave.faults.goOffline()
    await expect(a.enclave.send({ payload, from: a.key, to: [b.key, c.key] })).rejects.toMatchObject({
      kind: 'client',
      status: 410,
      message: `Recipient is offline: ${toBase64(c.key)}`,
    })
    expect(await Promise.all([a, b, c].map(({ store }) => countEntries(store)))).toEqual([0, 0, 0])
    c.enclave.faults.comeOnline()
    await a.enclave.send({ payload, from: a.key, to: [b.key, c.key] })
    expect((await c.enclave.receive(handle)).payload).toBe(payload)
  })

  it.each([
    ['client', 400],
    ['server', 500],
    ['io', 0],
  ] as const)('fails requests with a %s error until that is over', async (kind, status) => {
    const { a } = createMembers(['a'])
    await a.enclave.send({ payload, from: a.key, to: [] })
    a.enclave.faults.failWith({ kind, message: 'text' }, 2)
    await expect(a.enclave.receive(handle)).rejects.toMatchObject({ kind, status, message: 'text' })
    await expect(a.enclave.send({ payload, from: a.key, to: [] })).rejects.toThrow(EnclaveError)
    expect((await a.enclave.receive(handle)).payload).toBe(payload)
    a.enclave.faults.failWith({ kind, status: 418, message: 'text' })
    for (let i = 0; i < 5; i++) await expect(a.enclave.receive(handle)).rejects.toMatchObject({ kind, status: 418 })
    a.enclave.faults.clear()
    expect((await a.enclave.receive(handle)).payload).toBe(payload)
  })

  it('a failing enclave still takes what others send to it, without using up a failure', async () => {
    const { a, b } = createMembers(['a', 'b'])
    b.enclave.faults.failWith({ kind: 'server', message: 'text' }, 1)
    await a.enclave.send({ payload, from: a.key, to: [b.key] })
    await expect(b.enclave.receive(handle)).rejects.toThrow('text')
    expect((await b.enclave.receive(handle)).payload).toBe(payload)
  })

  it('tells of each request before it is looked at, and waits', async () => {
    const { a, b } = createMembers(['a', 'b'])
    const requests: [string, EnclaveRequest][] = []
    let release = (): void => undefined
    a.enclave.faults.before = (request) => void requests.push(['a', request])
    b.enclave.faults.before = (request) => {
      requests.push(['b', request])
      return new Promise<void>((resolve) => (release = resolve))
    }
    const reached = (async () => {
      while (requests.length < 2) await new Promise(setImmediate)
    })()
    const sent = a.enclave.send({ payload, from: a.key, to: [b.key] })
    await reached
    expect(await countEntries(a.store)).toBe(0)
    release()
    await sent
    await a.enclave.receive(handle)
    expect(requests).toEqual([
      ['a', { type: 'send', handle }],
      ['b', { type: 'push', handle }],
      ['a', { type: 'receive', handle }],
    ])
  })

  it('an enclave may go offline while a request waits, or while one is sending to it', async () => {
    const { a, b } = createMembers(['a', 'b'])
    a.enclave.faults.before = () => a.enclave.faults.goOffline()
    await expect(a.enclave.receive(handle)).rejects.toMatchObject({ kind: 'io' })
    a.enclave.faults.clear()
    b.enclave.faults.before = () => b.enclave.faults.goOffline()
    await expect(a.enclave.send({ payload, from: a.key, to: [b.key] })).rejects.toMatchObject({ status: 410 })
    expect(await countEntries(a.store)).toBe(0)
  })

  it.each([[new Error('disk full')], ['disk full']])('%o before a request is trouble of the enclave', async (cause) => {
    const { a, b } = createMembers(['a', 'b'])
    const expected = { name: 'EnclaveError', kind: 'server', status: 500, message: 'disk full', cause }
    const send = () => a.enclave.send({ payload, from: a.key, to: [b.key] })
    const failures = [
      async () => {
        throw cause as Error
      },
      () => {
        throw cause as Error
      },
    ]
    for (const before of failures) {
      a.enclave.faults.before = before
      await expect(send()).rejects.toMatchObject(expected)
      await expect(a.enclave.receive(handle)).rejects.toMatchObject(expected)
      a.enclave.faults.clear()
      b.enclave.faults.before = before
      await expect(send()).rejects.toMatchObject(expected)
      b.enclave.faults.clear()
    }
    expect(await countEntries(a.store)).toBe(0)
  })

  it("what it throws of Coterie's own stays as it is", async () => {
    const { a } = createMembers(['a'])
    for (const error of [new EnclaveError('client', 'no', { status: 404 }), new CoterieError('CLOSED', 'closed')]) {
      a.enclave.faults.before = () => Promise.reject(error)
      await expect(a.enclave.receive(handle)).rejects.toBe(error)
    }
  })

  it('a payload is lost in one enclave and returns when it is sent again, FP-178', async () => {
    const { a, b } = createMembers(['a', 'b'])
    await a.enclave.send({ payload, from: a.key, to: [b.key] })
    await b.enclave.faults.lose(handle)
    await expect(b.enclave.receive(handle)).rejects.toMatchObject({ kind: 'client', status: 404 })
    expect((await a.enclave.receive(handle)).payload).toBe(payload)
    await a.enclave.send({ payload, from: a.key, to: [b.key] })
    expect((await b.enclave.receive(handle)).payload).toBe(payload)
  })

  it('a payload is corrupted in one enclave and healed when it is sent again', async () => {
    const { a, b } = createMembers(['a', 'b'])
    await a.enclave.send({ payload, from: a.key, to: [b.key] })
    await b.enclave.faults.corrupt(handle, 'rubbish')
    expect(await b.enclave.receive(handle)).toEqual({ payload: 'rubbish', senderKey: toBase64(a.key) })
    expect((await a.enclave.receive(handle)).payload).toBe(payload)
    await a.enclave.send({ payload, from: a.key, to: [b.key] })
    expect((await b.enclave.receive(handle)).payload).toBe(payload)
  })

  it('what is not held can be neither lost nor corrupted', async () => {
    const { a } = createMembers(['a'])
    await expect(a.enclave.faults.lose(handle)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(a.enclave.faults.corrupt(handle, '')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
