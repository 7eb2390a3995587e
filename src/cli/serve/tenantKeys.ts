import { createEnclaveKeyPair } from '../../enclave/enclaveKeys.ts'
import { seededBytes } from '../../network/seededKeys.ts'
import { toBase64 } from '../../primitives/bytes.ts'
import type { NodeSettings } from '../options/nodeOptions.ts'
import { UsageError } from '../reportError.ts'

/** What says who the tenants of nodes are. */
export type TenantSettings = Pick<NodeSettings, 'tenants' | 'tenantKeys' | 'keyType'>

/**
 * Keys of a node's tenants beside its own: those that are given, then as many from the seed as are wanting.
 * @param names of all nodes.
 * @throws {UsageError} for a key of a node that is not there.
 */
export function tenantKeys(
  name: string,
  names: readonly string[],
  { tenants, tenantKeys: given, keyType }: TenantSettings,
  seed: string,
): string[] {
  const keys = given.map((text) => placed(text, names)).filter(({ node }) => node === name)
  const own = keys.map(({ key }) => key)
  for (let number = own.length + 2; number <= tenants; number++) {
    own.push(
      toBase64(
        createEnclaveKeyPair({ type: keyType, seed: seededBytes(seed, 'enclave', `${name} tenant ${number}`) })
          .publicKey,
      ),
    )
  }
  return own
}

function placed(text: string, names: readonly string[]): { readonly node: string | undefined; readonly key: string } {
  const [key = '', ...before] = text.split(':').reverse()
  const node = before.length === 0 ? names[0] : before.reverse().join(':')
  if (node !== undefined && names.includes(node)) return { node, key }
  throw new UsageError(`--tenant-keys: there is no node ${String(node)}; there are ${names.join(', ')}`)
}
