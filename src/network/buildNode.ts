import type { PublicChain } from '../chain/PublicChain.ts'
import type { EnclaveDirectory } from '../enclave/EnclaveDirectory.ts'
import { InProcessEnclave } from '../enclave/InProcessEnclave.ts'
import type { Engine, ExecutionCap } from '../execution/engine.ts'
import { rulesInForce } from '../execution/strictRules.ts'
import type { PrivateGenesisProvider } from '../management/groupGenesis.ts'
import { managementCode } from '../management/managementCode.ts'
import { fixedKeyMarkers, freshKeyMarkers } from '../node/markerFactory.ts'
import { GroupBlocks } from '../node/GroupBlocks.ts'
import { NodeIndex } from '../node/NodeIndex.ts'
import { fromBase64, fromHex } from '../primitives/bytes.ts'
import { toEnclaveKey } from '../primitives/identifiers.ts'
import type { Logger } from '../primitives/Logger.ts'
import type { EngineDefect } from '../replay/EngineDefect.ts'
import type { ReplayProgress } from '../replay/ReplayContext.ts'
import { GroupStates } from '../state/GroupStates.ts'
import { PrivateMetadataStore } from '../state/PrivateMetadataStore.ts'
import type { KeyValueStore } from '../storage/KeyValueStore.ts'
import { StagedStore } from '../storage/StagedStore.ts'
import type { PrivacyMode } from '../transaction/privacyMode.ts'
import { createAccount } from './account.ts'
import type { NodeDescription } from './description.ts'
import { NetworkNode } from './NetworkNode.ts'
import { eraRuleOf } from './options.ts'
import { seededBytes } from './seededKeys.ts'
import type { NetworkGateway } from './SendingNode.ts'

/** What the nodes of a network share. */
export interface SharedParts {
  readonly chain: PublicChain
  readonly directory: EnclaveDirectory
  readonly engine: Engine
  /** What decides when a replay finds the engine wrong. */
  readonly reference: Engine
  readonly cap: ExecutionCap
  readonly privacy: PrivacyMode
  readonly privateGenesis: PrivateGenesisProvider | undefined
  readonly seed: string
  readonly gateway: NetworkGateway
  readonly logger: Logger
  readonly onReplayProgress: (node: string, progress: ReplayProgress) => void
  readonly onEngineDefect: (node: string, defect: EngineDefect) => void
}

/** Puts one node together over its store. */
export function buildNode(description: NodeDescription, store: KeyValueStore, shared: SharedParts): NetworkNode {
  const { name, enclaveKey, privateKey, markerKey, besuVersion, strict } = description
  const { chain, directory, engine, reference, cap, privacy, privateGenesis, seed, gateway } = shared
  const staged = new StagedStore(store)
  const metadata = new PrivateMetadataStore(staged, managementCode)
  const ownKey = toEnclaveKey(fromBase64(enclaveKey))
  const enclave = new InProcessEnclave({
    keys: [ownKey],
    store,
    directory,
    legacyGroups: privacy === 'offchain',
    groupSeed: seededBytes(seed, 'privacy group', name),
    logger: shared.logger.child({ enclave: name }),
  })
  const canonical = new NodeIndex(staged, chain)
  const context = {
    name,
    privacy,
    chain,
    canonical,
    enclave,
    metadata,
    states: new GroupStates(metadata),
    store: staged,
    groupBlocks: new GroupBlocks({ chain, canonical, metadata }),
    ownKey,
    settings: { engine, reference, cap, era: eraRuleOf(besuVersion), privateGenesis, rules: rulesInForce(strict) },
    logger: shared.logger.child({ node: name }),
    onReplayProgress: (progress: ReplayProgress) => shared.onReplayProgress(name, progress),
    onEngineDefect: (defect: EngineDefect) => shared.onEngineDefect(name, defect),
  }
  const markers =
    markerKey === null ? freshKeyMarkers(seededBytes(seed, 'marker', name)) : fixedKeyMarkers(fromHex(markerKey))
  return new NetworkNode(context, enclave, { gateway, account: createAccount(privateKey), markers })
}
