import { CoterieError } from '../errors/CoterieError.ts'
import type { EraName } from '../management/eras.ts'
import type { Hex } from '../primitives/bytes.ts'
import { type FieldNames, fieldsFrom } from '../node/doors.ts'
import { NO_VALUE } from '../node/privateCall.ts'
import type { PrivateReceiptView } from '../node/PrivateReceiptView.ts'
import type { ReplayReport } from '../replay/ReplayContext.ts'
import { type Account, accountFrom } from './account.ts'
import type { Inclusion } from './SendingNode.ts'
import type { Abi } from './viem.ts'

/** Options of `createGroup`. */
export interface CreateGroupOptions {
  /** Node names, or enclave keys in base64; the creating node must be among them. */
  readonly members: readonly string[]
  /** Group id, base64 of 32 bytes. Default: made from the network's seed. */
  readonly id?: string
  /** Owner of the group. Default: the node's account. */
  readonly account?: Account
  /** Generation of the management contracts. Default: that of the node's Besu version, `v2` if it takes both. */
  readonly era?: EraName
}

/** How a private transaction is sent. */
export interface SendOptions {
  /** Signer. Default: the node's account. */
  readonly account?: Account
  /** Private nonce. Default: the next one, waiting transactions of this process counted. */
  readonly nonce?: bigint
  /** In wei per gas; also of the marker. Default 0. */
  readonly gasPrice?: bigint
  /** Of the marker; private execution ignores it. Default 3,000,000. */
  readonly gasLimit?: bigint
  /** Whether a transaction that does not succeed throws. Default true. */
  readonly check?: boolean
}

/** A private transaction to be signed and sent. */
export interface PrivateTransactionRequest extends SendOptions {
  /** Address, hex; absent: a contract is created. */
  readonly to?: string
  /** Call data or init code; default empty. */
  readonly data?: Uint8Array | string
}

/** What became of a private transaction. */
export interface PrivateResult {
  /** Hash of the marker, hex. */
  readonly marker: Hex
  /** The private receipt; `undefined` while the marker waits, and for good when the gate refused the transaction. */
  readonly receipt: PrivateReceiptView | undefined
  readonly inclusion: Inclusion | undefined
}

/** What a contract is deployed from. */
export interface ContractCode {
  readonly abi?: Abi
  /** Creation code, hex or bytes. */
  readonly bytecode: Uint8Array | string
  /** For the constructor; they need the ABI and the optional package `viem`. */
  readonly args?: readonly unknown[]
}

/** Options of an add. */
export interface AddOptions extends SendOptions {
  /** Whether only the costs are wanted: nothing is sent, locked or mined. Default false. */
  readonly dryRun?: boolean
}

/** What an add would cost: of several newcomers, the figures of the one that needs longest. */
export interface AddEstimate {
  /** Bytes of the history blob (RLP) that goes to a newcomer. */
  readonly bytes: number
  /** Bytes of the state that a newcomer that joins by `snapshot` would receive from a member. */
  readonly snapshotBytes: number
  /** Transactions that a newcomer would execute, given what it has. */
  readonly transactions: number
  /** How long that would take. */
  readonly milliseconds: number
  /** `measured`: as fast as the last time in this network. `assumed`: 0.2 ms a transaction, 5 MB of state a second. */
  readonly basis: 'measured' | 'assumed'
}

/** What an add did. */
export interface AddReport extends PrivateResult, Pick<ReplayReport, 'transactions' | 'bytes' | 'milliseconds'> {
  /** Root of the group after the block of the add, on this node. */
  readonly root: Hex
  /** The replays of the newcomers' nodes. */
  readonly replays: Readonly<Record<string, ReplayReport>>
  /** Names of newcomers' nodes that had the history already, as that of another tenant: they have replayed nothing. */
  readonly known: readonly string[]
}

const sendNames: FieldNames<SendOptions> = { account: true, nonce: true, gasPrice: true, gasLimit: true, check: true }
const requestNames: FieldNames<PrivateTransactionRequest> = { to: true, data: true, ...sendNames }
const addNames: FieldNames<AddOptions> = { dryRun: true, ...sendNames }
const createNames: FieldNames<CreateGroupOptions> = { members: true, id: true, account: true, era: true }

/** Makes sure that options are known and the signer is an account; numbers are looked at when it is signed. */
export function checkSendOptions(options: SendOptions): void {
  check(options, sendNames, 'options', '{ check: false }')
}

/** As {@link checkSendOptions}. */
export function checkRequest(request: PrivateTransactionRequest): void {
  check(request, requestNames, 'a private transaction', "{ to: '0x…', data: '0x…' }")
}

/** As {@link checkSendOptions}. */
export function checkAddOptions(options: AddOptions): void {
  check(options, addNames, 'options', '{ check: false }')
  // Who asks what an add would do is not to find it done.
  if (typeof (options.dryRun ?? false) === 'boolean') return
  throw new CoterieError('INVALID_ARGUMENT', 'dryRun must be true or false')
}

/** As {@link checkSendOptions}. */
export function checkCreateGroupOptions(options: CreateGroupOptions): void {
  check(options, createNames, 'what createGroup gets', "{ members: ['alice', 'bob'] }")
}

/** @throws {CoterieError} `INVALID_ARGUMENT`. */
function check<T extends { readonly account?: Account }>(
  options: T,
  names: FieldNames<T>,
  what: string,
  example: string,
): void {
  const { account } = fieldsFrom(options, names, what, example, { value: NO_VALUE })
  if (account !== undefined) accountFrom(account)
}
