/** The official Ethereum state tests as they are written: quantities and bytes are hex. */

interface Account {
  readonly balance: string
  readonly nonce: string
  readonly code: string
  readonly storage: Readonly<Record<string, string>>
}

interface AccessListEntry {
  readonly address: string
  readonly storageKeys: readonly string[]
}

/** What is signed; `data`, `gasLimit` and `value` are lists that the expectations choose from. */
export interface StateTestTransaction {
  readonly data: readonly string[]
  readonly gasLimit: readonly string[]
  readonly value: readonly string[]
  readonly nonce: string
  readonly sender?: string
  readonly secretKey: string
  /** Empty: a creation. */
  readonly to: string
  readonly gasPrice?: string
  readonly maxFeePerGas?: string
  readonly maxPriorityFeePerGas?: string
  readonly accessLists?: readonly (readonly AccessListEntry[] | null)[]
  readonly maxFeePerBlobGas?: string
  readonly blobVersionedHashes?: readonly string[]
}

/** What must come of one choice. */
export interface Expectation {
  readonly indexes: { readonly data: number; readonly gas: number; readonly value: number }
  /** State root. */
  readonly hash: string
  /** Keccak-256 of the RLP of the logs. */
  readonly logs: string
  /** The transaction is invalid. */
  readonly expectException?: string
}

/** One test. */
export interface StateTest {
  readonly env: {
    readonly currentCoinbase: string
    readonly currentDifficulty?: string
    readonly currentGasLimit: string
    readonly currentNumber: string
    readonly currentTimestamp: string
    readonly currentBaseFee?: string
    readonly currentRandom?: string
    readonly currentExcessBlobGas?: string
    readonly parentExcessBlobGas?: string
    readonly parentBlobGasUsed?: string
  }
  readonly pre: Readonly<Record<string, Account>>
  readonly transaction: StateTestTransaction
  readonly post: Readonly<Record<string, readonly Expectation[]>>
  readonly config?: { readonly chainid?: string }
}
