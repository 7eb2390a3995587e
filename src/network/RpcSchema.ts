import type { Hex } from '../primitives/bytes.ts'

/** `0x` and minimal hex of a number. */
export type Quantity = Hex
/** Base64 of 32 bytes (NaCl) or 91 (EC). */
export type EnclaveKeyText = string
/** Base64 of 32 bytes. */
export type GroupIdText = string
/** A tag, or a number: `0x` hex or decimal. */
export type BlockText = 'latest' | 'earliest' | 'pending' | 'safe' | 'finalized' | Hex | `${bigint}`
/** A block whose state is asked for: also by its hash (EIP-1898). */
export type StateBlockText =
  BlockText | { readonly blockHash: Hex; readonly requireCanonical?: boolean } | { readonly blockNumber: Quantity }

/** A call that changes nothing. */
export interface RpcCall {
  readonly from?: Hex
  readonly to?: Hex
  readonly gas?: Quantity
  readonly gasPrice?: Quantity
  readonly maxFeePerGas?: Quantity
  readonly maxPriorityFeePerGas?: Quantity
  readonly value?: Quantity
  readonly data?: Hex
  /** Another name of {@link data}; not both. */
  readonly input?: Hex
  readonly accessList?: readonly { readonly address: Hex; readonly storageKeys: readonly Hex[] }[]
  /** Of an estimate: whether the balance counts. */
  readonly strict?: boolean
}

/** Which logs are wanted. */
export interface RpcLogFilter {
  readonly fromBlock?: BlockText
  readonly toBlock?: BlockText
  /** Instead of a range. */
  readonly blockHash?: Hex
  readonly address?: Hex | readonly Hex[]
  readonly topics?: readonly (Hex | null | readonly (Hex | null)[])[]
}

/** A log; `transactionHash` of a private one is the hash of its marker transaction. */
export interface RpcLog {
  readonly logIndex: Quantity
  readonly removed: boolean
  readonly blockNumber: Quantity
  readonly blockHash: Hex
  readonly transactionHash: Hex
  readonly transactionIndex: Quantity
  readonly address: Hex
  readonly data: Hex
  readonly topics: readonly Hex[]
}

/** A private receipt (spec 03 §11.2). */
export interface RpcPrivateReceipt {
  /** Of a creation, also of one that failed. */
  readonly contractAddress?: Hex
  readonly from: Hex
  readonly to?: Hex
  readonly output: Hex
  /** Hash of the marker transaction. */
  readonly commitmentHash: Hex
  readonly privateFrom: EnclaveKeyText
  readonly privateFor?: readonly EnclaveKeyText[]
  readonly privacyGroupId: GroupIdText
  /** Success, failed, invalid. */
  readonly status: '0x1' | '0x0' | '0x2'
  readonly revertReason?: Hex
  readonly logs: readonly RpcLog[]
  readonly logsBloom: Hex
  readonly blockHash: Hex
  readonly blockNumber: Quantity
  readonly transactionIndex: Quantity
}

/** A private transaction (spec 03 §11.1). */
export interface RpcPrivateTransaction {
  readonly from: Hex
  readonly gas: Quantity
  readonly gasPrice: Quantity
  readonly input: Hex
  readonly nonce: Quantity
  readonly to: Hex | null
  readonly value: Quantity
  readonly v: Quantity
  readonly r: Quantity
  readonly s: Quantity
  readonly privateFrom: EnclaveKeyText
  readonly privateFor?: readonly EnclaveKeyText[]
  readonly privacyGroupId?: GroupIdText
  readonly restriction: string
}

/** A privacy group (spec 03 §13). */
export interface RpcPrivacyGroup {
  readonly privacyGroupId: GroupIdText
  readonly name: string
  readonly description: string
  readonly type: 'FLEXIBLE' | 'ONCHAIN' | 'PANTHEON' | 'LEGACY'
  readonly members: readonly EnclaveKeyText[]
}

/**
 * Parameters and results of the methods that are Besu's own or asked for most; `src/rpc/README.md` has them all. Other
 * methods can be asked, too, and give `unknown`.
 */
export interface RpcSchema {
  eea_sendRawTransaction: { params: [raw: string]; result: Hex }
  priv_distributeRawTransaction: { params: [raw: string]; result: Hex }
  priv_getTransactionCount: { params: [account: Hex, group: GroupIdText]; result: Quantity }
  priv_getEeaTransactionCount: {
    params: [account: Hex, privateFrom: EnclaveKeyText, privateFor: readonly EnclaveKeyText[]]
    result: Quantity
  }
  priv_getPrivateTransaction: { params: [marker: Hex]; result: RpcPrivateTransaction | null }
  priv_getTransactionReceipt: { params: [marker: Hex]; result: RpcPrivateReceipt | null }
  priv_call: { params: [group: GroupIdText, call: RpcCall, block: BlockText]; result: Hex | null }
  priv_getCode: { params: [group: GroupIdText, account: Hex, block: BlockText]; result: Hex | null }
  priv_getLogs: { params: [group: GroupIdText, filter: RpcLogFilter]; result: readonly RpcLog[] }
  priv_newFilter: { params: [group: GroupIdText, filter: RpcLogFilter]; result: Quantity }
  priv_getFilterChanges: { params: [group: GroupIdText, filter: Quantity]; result: readonly RpcLog[] }
  priv_getFilterLogs: { params: [group: GroupIdText, filter: Quantity]; result: readonly RpcLog[] }
  priv_uninstallFilter: { params: [group: GroupIdText, filter: Quantity]; result: boolean }
  priv_getPrivacyPrecompileAddress: { params?: []; result: Hex }
  priv_debugGetStateRoot: { params: [group: GroupIdText, block: BlockText]; result: Hex }
  priv_subscribe: { params: [group: GroupIdText, type: 'logs', filter: RpcLogFilter]; result: Quantity }
  priv_unsubscribe: { params: [group: GroupIdText, subscription: Quantity]; result: boolean }
  priv_createPrivacyGroup: {
    params: [{ addresses: readonly EnclaveKeyText[]; name?: string; description?: string }]
    result: GroupIdText
  }
  priv_findPrivacyGroup: { params: [members: readonly EnclaveKeyText[]]; result: readonly RpcPrivacyGroup[] }
  priv_deletePrivacyGroup: { params: [group: GroupIdText]; result: GroupIdText }
  privx_findFlexiblePrivacyGroup: { params: [members: readonly EnclaveKeyText[]]; result: readonly RpcPrivacyGroup[] }
  eth_blockNumber: { params?: []; result: Quantity }
  eth_call: { params: [call: RpcCall, block: StateBlockText]; result: Hex }
  eth_chainId: { params?: []; result: Quantity }
  /** A block that is named is not looked at. */
  eth_estimateGas: { params: [call: RpcCall, block?: BlockText]; result: Quantity }
  eth_getBalance: { params: [account: Hex, block: StateBlockText]; result: Quantity }
  eth_getCode: { params: [account: Hex, block: StateBlockText]; result: Hex }
  eth_getLogs: { params: [filter: RpcLogFilter]; result: readonly RpcLog[] }
  eth_getTransactionCount: { params: [account: Hex, block: StateBlockText]; result: Quantity }
  eth_sendRawTransaction: { params: [raw: string]; result: Hex }
  evm_snapshot: { params?: []; result: Quantity }
  evm_revert: { params: [snapshot: Quantity]; result: boolean }
  net_version: { params?: []; result: string }
  web3_clientVersion: { params?: []; result: string }
}

/** The schema as viem wants it: `client.extend`, `createPublicClient({ rpcSchema: rpcSchema<ViemRpcSchema>() })`. */
export type ViemRpcSchema = readonly {
  [Name in keyof RpcSchema]: {
    Method: Name
    Parameters: NonNullable<RpcSchema[Name]['params']>
    ReturnType: RpcSchema[Name]['result']
  }
}[keyof RpcSchema][]
