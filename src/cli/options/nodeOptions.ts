import { type AccessSettings, accessOptions } from './accessOptions.ts'
import { type AuthenticationSettings, authenticationOptions } from './authenticationOptions.ts'
import { type HttpSettings, httpOptions } from './httpOptions.ts'
import { type MiningSettings, miningOptions } from './miningOptions.ts'
import { type NetworkSettings, networkOptions } from './networkOptions.ts'
import type { Option, OptionGroup } from './Option.ts'
import { type OutputSettings, outputOptions } from './outputOptions.ts'
import { type PrivacySettings, privacyOptions } from './privacyOptions.ts'
import { type TlsSettings, tlsOptions } from './tlsOptions.ts'
import { type WsSettings, wsOptions } from './wsOptions.ts'

/** Everything that `coterie node` can be told. */
export interface NodeSettings
  extends
    NetworkSettings,
    MiningSettings,
    AccessSettings,
    HttpSettings,
    WsSettings,
    PrivacySettings,
    AuthenticationSettings,
    TlsSettings,
    OutputSettings {}

/** Groups of options with their titles in help. */
export const optionTopics: readonly { readonly title: string; readonly options: readonly Option<unknown>[] }[] = [
  { title: 'Network', options: Object.values(networkOptions) },
  { title: 'Blocks', options: Object.values(miningOptions) },
  { title: 'Addresses', options: Object.values(accessOptions) },
  { title: 'JSON-RPC over HTTP', options: Object.values(httpOptions) },
  { title: 'JSON-RPC over WebSocket', options: Object.values(wsOptions) },
  { title: 'Privacy', options: Object.values(privacyOptions) },
  { title: 'Authentication', options: Object.values(authenticationOptions) },
  { title: 'TLS', options: Object.values(tlsOptions) },
  { title: 'Output', options: Object.values(outputOptions) },
]

/** All options of `coterie node`. */
export const nodeOptions: OptionGroup<NodeSettings> = {
  ...networkOptions,
  ...miningOptions,
  ...accessOptions,
  ...httpOptions,
  ...wsOptions,
  ...privacyOptions,
  ...authenticationOptions,
  ...tlsOptions,
  ...outputOptions,
}
