import type { MultiTenancyRules } from '../../node/MultiTenancy.ts'
import type { Option, OptionGroup } from './Option.ts'
import { integer, list, oneOf, textFor, yesOrNo } from './parsers.ts'

const MOST_TENANTS = 100

/** Private transactions, and what Besu does not allow beside them. */
export interface PrivacySettings {
  readonly privacyEnabled: boolean
  readonly privacyFlexibleGroupsEnabled: boolean
  readonly privacyMultiTenancyEnabled: boolean
  readonly multiTenancyRules: MultiTenancyRules
  /** Of each node. */
  readonly tenants: number
  readonly tenantKeys: readonly string[]
  readonly privacyUrl: string
  readonly privacyPublicKeyFile: readonly string[]
  readonly privacyMarkerTransactionSigningKeyFile: readonly string[]
  readonly privacyTlsEnabled: boolean
  readonly privacyTlsKeystoreFile: string | undefined
  readonly privacyTlsKeystorePasswordFile: string | undefined
  readonly privacyTlsKnownEnclaveFile: string | undefined
  readonly privacyPluginEnabled: boolean
  readonly syncMode: string
  readonly pruningEnabled: boolean
  readonly web3jCompatible: boolean
}

/** Besu's options for privacy (spec 04 §8). */
export const privacyOptions: OptionGroup<PrivacySettings> = {
  privacyEnabled: {
    name: 'privacy-enabled',
    parse: yesOrNo,
    default: false,
    help: 'offer private transactions',
    besu: true,
  },
  privacyFlexibleGroupsEnabled: {
    name: 'privacy-flexible-groups-enabled',
    dropped: ['privacy-onchain-groups-enabled'],
    parse: yesOrNo,
    default: false,
    help: 'flexible privacy groups; false: offchain groups',
    besu: true,
  },
  privacyMultiTenancyEnabled: {
    name: 'privacy-multi-tenancy-enabled',
    parse: yesOrNo,
    default: false,
    help: 'nodes serve tenants, each with its own enclave key, which its token names; flexible groups only',
    besu: true,
  },
  multiTenancyRules: {
    name: 'multi-tenancy-rules',
    value: '<rules>',
    parse: oneOf('documented', 'besu'),
    default: 'documented',
    help: "what removed tenants may still see: documented, as Besu's documentation says, or besu, as its source does",
  },
  tenants: {
    name: 'tenants',
    value: '<number>',
    parse: integer(1, MOST_TENANTS),
    default: 1,
    help: 'tenants of each node; keys that --tenant-keys does not name come from the seed',
  },
  tenantKeys: {
    name: 'tenant-keys',
    value: '<keys>',
    parse: list,
    default: [],
    help: 'enclave keys (base64) of further tenants of the first node; node:key for another node; with commas',
  },
  privacyUrl: {
    name: 'privacy-url',
    value: '<url>',
    parse: textFor('URL'),
    default: 'http://localhost:8888',
    help: 'without effect: the enclaves are part of the program',
    besu: true,
  },
  privacyPublicKeyFile: {
    name: 'privacy-public-key-file',
    value: '<files>',
    parse: list,
    default: [],
    help: 'enclave key (base64) of the first node; with commas: of the first, second, … node',
    besu: true,
  },
  privacyMarkerTransactionSigningKeyFile: {
    name: 'privacy-marker-transaction-signing-key-file',
    value: '<files>',
    parse: list,
    default: [],
    help: 'key (hex) that signs the markers of the first node; with commas: of the first, second, … node',
    besu: true,
  },
  privacyTlsEnabled: {
    name: 'privacy-tls-enabled',
    parse: yesOrNo,
    default: false,
    help: 'without effect: the enclaves are part of the program',
    besu: true,
  },
  privacyTlsKeystoreFile: tlsFile('privacy-tls-keystore-file'),
  privacyTlsKeystorePasswordFile: tlsFile('privacy-tls-keystore-password-file'),
  privacyTlsKnownEnclaveFile: tlsFile('privacy-tls-known-enclave-file'),
  privacyPluginEnabled: {
    name: 'Xprivacy-plugin-enabled',
    parse: yesOrNo,
    default: false,
    help: 'refused: there are no plugins',
    besu: true,
  },
  syncMode: {
    name: 'sync-mode',
    value: '<mode>',
    parse: oneOf('FULL', 'FAST', 'SNAP', 'X_SNAP', 'CHECKPOINT', 'X_CHECKPOINT'),
    default: 'FULL',
    help: 'FULL; others cannot be used with privacy',
    besu: true,
  },
  pruningEnabled: {
    name: 'pruning-enabled',
    parse: yesOrNo,
    default: false,
    help: 'cannot be used with privacy',
    besu: true,
  },
  web3jCompatible: {
    name: 'web3j-compatible',
    parse: yesOrNo,
    default: false,
    help: 'let web3j find flexible groups: its name of the find method, and type ONCHAIN',
  },
}

function tlsFile(name: string): Option<string | undefined> {
  const help = 'without effect: the enclaves are part of the program'
  return { name, value: '<file>', parse: textFor('file'), default: undefined, help, besu: true }
}
