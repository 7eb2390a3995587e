/** Coterie: a network of simulated Besu nodes with flexible privacy groups, in one process. */
export { createNetwork } from './createNetwork.ts'
export { Network } from './network/Network.ts'
export type { NetworkEvents } from './network/NetworkEvents.ts'
export type { MineManyOptions, MineOptions } from './network/MineOptions.ts'
export type { ImpersonatedTransactionRequest } from './network/ImpersonatedAccounts.ts'
export type { ReorgOptions, ReorgReport } from './network/reorganise.ts'
export type { TakeSnapshot } from './network/Snapshots.ts'
export { NetworkNode } from './network/NetworkNode.ts'
export type { ImportReports, Inclusion, SubmittedTransaction } from './network/SendingNode.ts'
export { Group } from './network/Group.ts'
export type {
  AddEstimate,
  AddOptions,
  AddReport,
  ContractCode,
  CreateGroupOptions,
  PrivateResult,
  PrivateTransactionRequest,
  SendOptions,
} from './network/groupRequests.ts'
export { Contract, type ContractEvent } from './network/Contract.ts'
export { type Account, createAccount } from './network/account.ts'
export { type Clock, logicalClock, systemClock } from './network/clock.ts'
export type { Abi } from './network/viem.ts'
export type { Divergence } from './network/divergence.ts'
export type { MemberBehind } from './network/membersBehind.ts'
export type { StateDifference } from './network/differingState.ts'
export type { MultiTenancyRules } from './node/MultiTenancy.ts'
export type { BesuVersion, Mining, NetworkOptions, NodeOptions } from './network/options.ts'
export type {
  AuthenticationOptions,
  HttpOptions,
  ListenOptions,
  NetworkServers,
  NodeEndpoint,
  NodeListenOptions,
  Provider,
  ProviderEvents,
  ProviderRequest,
  TokenOptions,
  WsOptions,
} from './network/RpcAccess.ts'
export type { PublicReceiptView } from './network/PublicReceiptView.ts'
export type { PublicTransactionRequest } from './network/signPublicTransaction.ts'
export { Node } from './node/Node.ts'
export type { GroupView, HistoryItem } from './node/NodeQueries.ts'
export type { PrivateCall } from './node/privateCall.ts'
export type { PrivateReceiptView } from './node/PrivateReceiptView.ts'
export type { LogView } from './node/LogView.ts'
export type { StateCensus } from './node/verifyState.ts'
export type { MarkerView } from './node/markersOf.ts'
export type { CreatePrivacyGroupOptions, PrivacyGroupView } from './node/offchainGroups.ts'
export type { PrivacyMode } from './transaction/privacyMode.ts'
export type { PrivateTransactionView } from './node/privateTransactionReader.ts'
export type { BlockSelector } from './node/blockSelector.ts'
export type { ImportReport, ImportedMarker, SkipReason } from './node/ImportReport.ts'
export type { CompletionReport } from './replay/join/completeHistory.ts'
export type { JoinCheck, JoinStrategy } from './replay/join/JoinSettings.ts'
export type { ReplayProgress, ReplayReport } from './replay/ReplayContext.ts'
export type { EngineName } from './execution/createEngine.ts'
export type { ExecutionCap } from './execution/engine.ts'
export { type StrictRule, type StrictRuleName, strictRules } from './execution/strictRules.ts'
export type { PrivateGenesis } from './network/privateGenesis.ts'
export type { GenesisAccountJson } from './chain/genesisAccounts.ts'
export type { GenesisJson } from './chain/genesis.ts'
export type { InProcessEnclave } from './enclave/InProcessEnclave.ts'
export type { EnclaveFailure, EnclaveFaults, EnclaveRequest } from './enclave/EnclaveFaults.ts'
export { CoterieError, isCoterieError } from './errors/CoterieError.ts'
export { DecodeError } from './errors/DecodeError.ts'
export { EnclaveError } from './errors/EnclaveError.ts'
export { ReplayRootMismatchError } from './errors/ReplayRootMismatchError.ts'
export { type Revert, RevertError } from './errors/RevertError.ts'
export { type BesuError, SubmissionError } from './errors/SubmissionError.ts'
export { TransactionRefusedError } from './errors/TransactionRefusedError.ts'
export { type ErrorCode, errorCodes } from './errors/registry.ts'
export { type Logger, silentLogger } from './primitives/Logger.ts'
export type { Hex } from './primitives/bytes.ts'
export { GroupSandbox, type GroupSandboxOptions, type SandboxBlock, type SandboxResult } from './node/GroupSandbox.ts'
export { HARDFORKS, type HardforkName } from './chain/hardfork.ts'
export type {
  RpcCall,
  RpcLog,
  RpcLogFilter,
  RpcPrivacyGroup,
  RpcPrivateReceipt,
  RpcPrivateTransaction,
  RpcSchema,
  ViemRpcSchema,
} from './network/RpcSchema.ts'
