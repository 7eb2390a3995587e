import type { Method, MethodSet } from './Method.ts'
import { blocks } from './methods/eth/blocks.ts'
import { calls } from './methods/eth/calls.ts'
import { fees } from './methods/eth/fees.ts'
import { logs as publicLogs } from './methods/eth/logs.ts'
import { minerStatus } from './methods/eth/minerStatus.ts'
import { sending } from './methods/eth/sending.ts'
import { state as publicState } from './methods/eth/state.ts'
import { subscriptions as publicSubscriptions } from './methods/eth/subscriptions.ts'
import { transactions } from './methods/eth/transactions.ts'
import { chainIdentity } from './methods/node/chainIdentity.ts'
import { net } from './methods/node/net.ts'
import { txpool } from './methods/node/txpool.ts'
import { web3 } from './methods/node/web3.ts'
import { eeaTransactionCount } from './methods/eea/eeaTransactionCount.ts'
import { sendRawTransaction } from './methods/eea/sendRawTransaction.ts'
import { call } from './methods/priv/call.ts'
import { distributeRawTransaction } from './methods/priv/distributeRawTransaction.ts'
import { flexibleGroups } from './methods/priv/flexibleGroups.ts'
import { logs } from './methods/priv/logs.ts'
import { lookUps } from './methods/priv/lookUps.ts'
import { state } from './methods/priv/state.ts'
import { subscriptions } from './methods/priv/subscriptions.ts'
import { traceTransaction } from './methods/priv/traceTransaction.ts'
import { transactionCount } from './methods/priv/transactionCount.ts'
import { offchainGroups } from './methods/priv/offchainGroups.ts'
import { precompileAddress } from './methods/priv/precompileAddress.ts'
import { alteredState } from './methods/dev/alteredState.ts'
import { clock } from './methods/dev/clock.ts'
import { impersonation } from './methods/dev/impersonation.ts'
import { information } from './methods/dev/information.ts'
import { miningControl } from './methods/dev/miningControl.ts'
import { nextBlock } from './methods/dev/nextBlock.ts'
import { snapshots } from './methods/dev/snapshots.ts'

const families: readonly MethodSet[] = [
  // What a node is.
  chainIdentity,
  net,
  web3,
  // The public chain.
  blocks,
  transactions,
  publicState,
  calls,
  sending,
  fees,
  publicLogs,
  publicSubscriptions,
  minerStatus,
  txpool,
  // Private transactions and groups.
  precompileAddress,
  sendRawTransaction,
  distributeRawTransaction,
  eeaTransactionCount,
  transactionCount,
  lookUps,
  call,
  state,
  logs,
  subscriptions,
  flexibleGroups,
  offchainGroups,
  traceTransaction,
  // Development controls.
  snapshots,
  miningControl,
  clock,
  alteredState,
  nextBlock,
  impersonation,
  information,
]

/** Every method by name: the table that requests, the reference page and `coterie methods` are answered from. */
export const methods: ReadonlyMap<string, Method> = new Map(families.flatMap((family) => Object.entries(family)))
