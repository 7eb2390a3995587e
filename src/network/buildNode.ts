import type { PublicChain } from '../chain/PublicChain.ts'
import type { EnclaveDirectory } from '../enclave/EnclaveDirectory.ts'
import { InProcessEnclave } from '../enclave/InProcessEnclave.ts'
import type { Engine, ExecutionCap } from '../execution/engine.ts'
import { rulesInForce } from '../execution/strictRules.ts'
import type { PrivateGenesisProvider } from '../management/groupGenesis.ts'
import { managementCode } from '../management/managementCode.ts'
import { fixedKeyMarkers, freshKeyMarkers } from '../node/markerFactory.ts'
import type { MultiTenancyRules } from '../node/MultiTenancy.ts'
import { NodeIndex } from '../node/NodeIndex.ts'
import type { SharedOutcomes } from '../node/SharedOutcomes.ts'
import { fromBase64, fromHex } from '../primitives/bytes.ts'
import { type GroupId, type StateRoot, toEnclaveKey } from '../primitives/identifiers.ts'
import type { Logger } from '../primitives/Logger.ts'
import type { EngineDefect } from '../replay/EngineDefect.ts'
import type { JoinSettings } from '../replay/join/JoinSettings.ts'
import type { ParallelReplay } from '../replay/parallel/ParallelReplay.ts'
import type { ReplayProgress, ReplayReport, StateSource } from '../replay/ReplayContext.ts'
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
  readonly outcomes: SharedOutcomes
  /** Executes histories in threads. */
  readonly ahead: ParallelReplay
  readonly directory: EnclaveDirectory
  readonly engine: Engine
  /** What decides when a replay finds the engine wrong. */
  readonly reference: Engine
  readonly cap: ExecutionCap
  /** Bytes for the private states of a node; default of the states. */
  readonly stateMemory: number | undefined
  readonly privacy: PrivacyMode
  readonly privateGenesis: PrivateGenesisProvider | undefined
  readonly seed: string
  /** For nodes that have tenants. */
  readonly multiTenancyRules: MultiTenancyRules
  readonly join: JoinSettings
  /** A node other than the named one that has a group's state. */
  readonly stateSource: (node: string, group: GroupId, root: StateRoot) => StateSource | undefined
  readonly gateway: NetworkGateway
  readonly logger: Logger
  readonly onReplay: (report: ReplayReport) => void
  readonly onReplayProgress: (node: string, progress: ReplayProgress) => void
  readonly onEngineDefect: (node: string, defect: EngineDefect) => void
}

/** Puts one node together over its store. */
export function buildNode(description: NodeDescription, store: KeyValueStore, shared: SharedParts): NetworkNode {
  const { name, enclaveKey, enclaveKeys, multiTenancy, privateKey, markerKey, besuVersion, strict } = description
  const { chain, outcomes, directory, engine, reference, cap, stateMemory, privacy, privateGenesis, seed, gateway } =
    shared
  const staged = new StagedStore(store)
  const metadata = new PrivateMetadataStore(staged, managementCode, {
    numberOf: (block) => canonical.numberOf(block),
    hashAt: (number) => canonical.hashAt(number),
  })
  const canonical: NodeIndex = new NodeIndex(staged, chain, metadata.headMaps)
  const ownKey = toEnclaveKey(fromBase64(enclaveKey))
  const enclave = new InProcessEnclave({
    keys: (enclaveKeys ?? [enclaveKey]).map((key) => toEnclaveKey(fromBase64(key))),
    store,
    directory,
    legacyGroups: privacy === 'offchain',
    groupSeed: seededBytes(seed, 'privacy group', name),
    logger: shared.logger.child({ enclave: name }),
  })
  const context = {
    name,
    privacy,
    chain,
    canonical,
    outcomes,
    ahead: shared.ahead,
    enclave,
    metadata,
    states: new GroupStates(metadata, stateMemory),
    store: staged,
    ownKey,
    ...(multiTenancy === true ? { multiTenancy: shared.multiTenancyRules } : {}),
    settings: {
      engine,
      reference,
      cap,
      era: eraRuleOf(besuVersion),
      privateGenesis,
      rules: rulesInForce(strict),
      join: shared.join,
    },
    stateSource: (group: GroupId, root: StateRoot) => shared.stateSource(name, group, root),
    logger: shared.logger.child({ node: name }),
    onReplay: shared.onReplay,
    onReplayProgress: (progress: ReplayProgress) => shared.onReplayProgress(name, progress),
    onEngineDefect: (defect: EngineDefect) => shared.onEngineDefect(name, defect),
  }
  const markers =
    markerKey === null ? freshKeyMarkers(seededBytes(seed, 'marker', name)) : fixedKeyMarkers(fromHex(markerKey))
  return new NetworkNode(context, enclave, { gateway, account: createAccount(privateKey), markers })
}
