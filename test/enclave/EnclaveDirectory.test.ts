import { expect, it } from 'vitest'
import { InProcessEnclave } from '../../src/enclave/InProcessEnclave.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import { createMembers, keyOf } from './members.ts'

it('finds an enclave by each of its keys', () => {
  const { directory, a } = createMembers(['a'])
  const keys = [keyOf('b1'), keyOf('b2', 'ec')]
  const b = new InProcessEnclave({ keys, store: createMemoryStore(), directory })
  expect(directory.find(a.key)).toBe(a.enclave)
  expect(keys.map((key) => directory.find(key))).toEqual([b, b])
  expect(directory.find(keyOf('c'))).toBeUndefined()
})

it('refuses a key that another enclave has, and registers none of the keys then', () => {
  const { directory, a } = createMembers(['a'])
  const options = { keys: [keyOf('b'), a.key], store: createMemoryStore(), directory }
  expect(() => new InProcessEnclave(options)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  expect(directory.find(keyOf('b'))).toBeUndefined()
  expect(directory.find(a.key)).toBe(a.enclave)
})

it('registering again changes nothing; a removed enclave is unknown and may return', () => {
  const { directory, a, b } = createMembers(['a', 'b'])
  directory.register(a.enclave)
  directory.remove(a.enclave)
  directory.remove(a.enclave)
  expect(directory.find(a.key)).toBeUndefined()
  expect(directory.find(b.key)).toBe(b.enclave)
  directory.register(a.enclave)
  expect(directory.find(a.key)).toBe(a.enclave)
})
