import type { BesuVersion, Group, NetworkNode, NetworkOptions } from '../../../src/index.ts'
import type { EnclaveKeyType } from '../../../src/enclave/enclaveKeys.ts'
import type { EraName } from '../../../src/management/eras.ts'
import { type Cast, openNetwork } from './openNetwork.ts'

/** What a scenario is run with. */
export interface Setting {
  readonly label: string
  readonly keyType: EnclaveKeyType
  readonly besuVersion: BesuVersion
  /** Era of the groups. */
  readonly era: EraName
}

/** Both kinds of enclave keys, for groups of the present era. */
export const keyKinds: readonly Setting[] = [
  { label: 'NaCl keys', keyType: 'nacl', besuVersion: '24.3', era: 'v2' },
  { label: 'EC keys', keyType: 'ec', besuVersion: '24.3', era: 'v2' },
]

/** Both kinds of keys, and groups of the older era on nodes of that version and on nodes that take both. */
export const keyKindsAndEras: readonly Setting[] = [
  ...keyKinds,
  { label: 'nodes of both eras', keyType: 'nacl', besuVersion: 'auto', era: 'v2' },
  { label: 'era v1 on Besu 22.7', keyType: 'nacl', besuVersion: '22.7', era: 'v1' },
  { label: 'era v1 on nodes of both eras', keyType: 'nacl', besuVersion: 'auto', era: 'v1' },
]

/** {@link openNetwork} with what a setting says. */
export function openSetting({ keyType, besuVersion }: Setting, options: NetworkOptions = {}): Promise<Cast> {
  const nodes = { alice: { keyType }, bob: { keyType }, charlie: { keyType } }
  return openNetwork({ nodes, besuVersion, ...options })
}

/** Creates a group of the era that a setting says. */
export function createGroupIn({ era }: Setting, node: NetworkNode, members: readonly string[]): Promise<Group> {
  return node.createGroup({ members, era })
}
