import { EnclaveDirectory } from '../../src/enclave/EnclaveDirectory.ts'
import { InProcessEnclave } from '../../src/enclave/InProcessEnclave.ts'
import { type EnclaveKeyType, createEnclaveKeyPair } from '../../src/enclave/enclaveKeys.ts'
import type { EnclaveKey } from '../../src/primitives/identifiers.ts'
import type { KeyValueStore } from '../../src/storage/KeyValueStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'

/** The key that belongs to a name. */
export function keyOf(name: string, type: EnclaveKeyType = 'nacl'): EnclaveKey {
  return createEnclaveKeyPair({ type, seed: new TextEncoder().encode(name) }).publicKey
}

/** One member of a network of enclaves. */
export interface Member {
  readonly key: EnclaveKey
  readonly enclave: InProcessEnclave
  readonly store: KeyValueStore
}

/** Enclaves in memory that know each other, with one key each. */
export function createMembers<Name extends string>(
  names: readonly Name[],
  type: EnclaveKeyType = 'nacl',
): Record<Name, Member> & { readonly directory: EnclaveDirectory } {
  const directory = new EnclaveDirectory()
  const members = names.map((name) => {
    const key = keyOf(name, type)
    const store = createMemoryStore()
    return [name, { key, store, enclave: new InProcessEnclave({ keys: [key], store, directory }) }] as const
  })
  return Object.assign(Object.fromEntries(members) as Record<Name, Member>, { directory })
}

/** Number of entries in a store. */
export async function countEntries(store: KeyValueStore): Promise<number> {
  let count = 0
  for await (const entry of store.entries(new Uint8Array(0))) count += entry.length / 2
  return count
}
