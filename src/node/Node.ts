import { TaskQueue } from '../primitives/TaskQueue.ts'
import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { InProcessEnclave } from '../enclave/InProcessEnclave.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { readLocked, readMembers, readVersion } from '../execution/askManagement.ts'
import { simulateCall } from '../execution/processPrivateTransaction.ts'
import { type Hex, toBase64, toHex } from '../primitives/bytes.ts'
import { ZERO_ADDRESS } from '../primitives/addresses.ts'
import type { CompletionReport } from '../replay/join/completeHistory.ts'
import { successfulMarkers } from '../replay/ownHistory.ts'
import { resolveRoot } from '../state/resolveRoot.ts'
import type { WorldState } from '../state/WorldState.ts'
import { type BlockSelector, selectBlock } from './blockSelector.ts'
import { completeDeferred } from './completeDeferred.ts'
import { addressFrom, blockHashFrom, bytesFrom, groupIdFrom, slotFrom, transactionHashFrom } from './doors.ts'
import { importBlock } from './importBlock.ts'
import type { ImportReport } from './ImportReport.ts'
import { logImport } from './logImport.ts'
import { type MarkerView, markersOf } from './markersOf.ts'
import type { NodeContext } from './NodeContext.ts'
import {
  type CreatePrivacyGroupOptions,
  type PrivacyGroupView,
  createPrivacyGroup,
  deletePrivacyGroup,
  findPrivacyGroups,
} from './offchainGroups.ts'
import { privateNonce } from './privateNonce.ts'
import { type PrivateReceiptView, receiptView } from './PrivateReceiptView.ts'
import { type PrivateTransactionView, privateTransactionReader } from './privateTransactionReader.ts'
import { simulationContext } from './simulationContext.ts'
import { type StateCensus, verifyState } from './verifyState.ts'
import type { Submission, SubmissionMethod } from './Submission.ts'
import { submitPrivateTransaction } from './submitPrivateTransaction.ts'
import { withHistory } from './withHistory.ts'

/** A group as one node sees it. `undefined`: the management contract gives no readable answer. */
export interface GroupView {
  /** Group id, base64. */
  readonly id: string
  readonly root: Hex
  /** Enclave keys, base64, in contract order. */
  readonly members: readonly string[] | undefined
  readonly version: Hex | undefined
  readonly locked: boolean | undefined
}

/** One successful private transaction in a node's history of a group. */
export interface HistoryItem {
  readonly marker: Hex
  readonly block: Hex
  readonly blockNumber: bigint
  /** Root of the group after it. */
  readonly root: Hex
}

/** A call that changes nothing. */
export interface PrivateCall {
  /** Address, hex. */
  readonly to: string
  /** Call data; default empty. */
  readonly data?: Uint8Array | string
  /** Address, hex; default the zero address. */
  readonly from?: string
  /** Default `latest`. */
  readonly block?: BlockSelector
}

/**
 * One member of a network: its own head, its enclave, the private states of its groups. Group ids and enclave keys are
 * base64 here, hashes, roots and addresses hex. Queries answer as of a block; wrong arguments throw `INVALID_ARGUMENT`.
 */
export class Node {
  readonly name: string
  /** The node's enclave key, base64. */
  readonly enclaveKey: string
  /** Enclave keys of all tenants of the node, base64; the first is {@link enclaveKey}. */
  readonly enclaveKeys: readonly string[]
  readonly enclave: InProcessEnclave
  readonly #context: NodeContext
  readonly #queue = new TaskQueue()
  readonly #importListeners: ((block: PublicBlock, headBefore: PublicBlock) => void | Promise<void>)[] = []

  /** @internal Nodes are made by `createNetwork`. */
  constructor(context: NodeContext, enclave: InProcessEnclave) {
    this.#context = context
    this.name = context.name
    this.enclave = enclave
    this.enclaveKey = toBase64(context.ownKey)
    this.enclaveKeys = enclave.keys.map(toBase64)
  }

  /** The node's chain head. */
  get head(): { readonly number: bigint; readonly hash: Hex } {
    const { number, hash } = this.#context.canonical.head
    return { number, hash: toHex(hash) }
  }

  /**
   * Imports a block. Never throws because of the block: the report says whether and why the node refused it.
   * @param rlp the whole block.
   */
  async importBlock(rlp: Uint8Array | string): Promise<ImportReport> {
    let block: PublicBlock
    try {
      block = this.#context.chain.decode(bytesFrom(rlp, 'a block'))
    } catch (error) {
      if (!(error instanceof CoterieError)) throw error
      return { hash: '0x', number: 0n, imported: false, error, markers: [], replays: [], known: [] }
    }
    return this.importDecoded(block)
  }

  /** @internal Imports a block that the network has decoded. */
  importDecoded(block: PublicBlock): Promise<ImportReport> {
    return this.exclusively(async () => {
      const known = this.#context.canonical.has(block.hash)
      const before = this.#context.canonical.head
      const report = await importBlock(this.#context, block)
      if (!known) logImport(this.#context.logger, report)
      if (report.imported && !known) for (const listener of this.#importListeners) await listener(block, before)
      return report
    })
  }

  /** @internal Called for every block that the node has newly imported, of any branch, with the node's head before it. */
  onImport(listener: (block: PublicBlock, headBefore: PublicBlock) => void | Promise<void>): void {
    this.#importListeners.push(listener)
  }

  /** @internal Runs work while the node imports nothing. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.run(work)
  }

  /** Hash of the block with this number on the node's canonical chain. */
  canonicalHash(number: bigint | number): Hex | undefined {
    const hash = this.#context.canonical.hashAt(BigInt(number))
    return hash && toHex(hash)
  }

  /** Whether the node has imported a block. */
  hasBlock(hash: string): boolean {
    return this.#context.canonical.has(blockHashFrom(hash))
  }

  /**
   * Makes the states and receipts of a group that the node has left for later because it joined by `replay-final` or
   * `snapshot`: executes that part of the history again, with every root verified. Then nothing tells it from a node that joined
   * by `replay`. What reads them and is asynchronous does it by itself, here and in JSON-RPC; the rest throws
   * `HISTORY_DEFERRED` before. Does nothing when nothing is left.
   * @throws {ReplayRootMismatchError} naming the transaction whose recorded root is wrong; the history stays deferred.
   * @throws {EnclaveError} when the enclave has lost the history blob.
   */
  completeHistory(id: string): Promise<CompletionReport> {
    const group = groupIdFrom(id)
    return this.exclusively(() => completeDeferred(this.#context, group))
  }

  /** Whether older states or receipts of a group are left for later; see {@link completeHistory}. */
  hasDeferredHistory(id: string): boolean {
    return this.#context.metadata.deferred.parts(groupIdFrom(id)).length > 0
  }

  /** Ids of the groups that the node knows as of a block, base64. */
  groups(at: BlockSelector = 'latest'): string[] {
    const heads = this.#context.metadata.headMap(this.#block(at).hash)
    return [...(heads?.keys() ?? [])].map((id) => Buffer.from(id.slice(2), 'hex').toString('base64'))
  }

  /** A group as of a block; `undefined` when the node does not know it then. */
  async groupState(id: string, at: BlockSelector = 'latest'): Promise<GroupView | undefined> {
    const group = groupIdFrom(id)
    const block = this.#block(at)
    if (this.#context.metadata.headMap(block.hash)?.has(toHex(group)) !== true) return undefined
    return withHistory(this, async () => {
      const context = simulationContext(this.#context, block, group)
      const members = await readMembers(context).catch(() => undefined)
      const version = await readVersion(context)
      return {
        id: toBase64(group),
        root: this.stateRoot(id, at),
        members: members?.map(toBase64),
        version: version && toHex(version),
        locked: await readLocked(context),
      }
    })
  }

  /** Private state root of a group as of a block; the empty trie's root when there is no state (spec 02 §10). */
  stateRoot(id: string, at: BlockSelector = 'latest'): Hex {
    return toHex(resolveRoot(this.#context.metadata, this.#block(at).hash, groupIdFrom(id)))
  }

  /**
   * Reads the whole private state of a group as of a block and checks every trie node against its hash.
   * @throws {CoterieError} `STATE_INCONSISTENT` when something is missing or damaged.
   */
  async verifyState(id: string, at: BlockSelector = 'latest'): Promise<StateCensus> {
    const { metadata } = this.#context
    const group = groupIdFrom(id)
    const root = resolveRoot(metadata, this.#block(at).hash, group)
    return withHistory(this, async () => {
      metadata.requireState(group, root)
      return verifyState(metadata, root)
    })
  }

  /** Private nonce of an account in a group as of a block. @throws {CoterieError} `HISTORY_DEFERRED`. */
  privateNonce(id: string, account: string, at: BlockSelector = 'latest'): bigint {
    return privateNonce(this.#context, this.#block(at), groupIdFrom(id), addressFrom(account))
  }

  /** Code of a private account; `undefined` when there is no such account. @throws {CoterieError} `HISTORY_DEFERRED`. */
  privateCode(id: string, account: string, at: BlockSelector = 'latest'): Hex | undefined {
    const world = this.#reader(id, at)
    const record = world.account(toHex(addressFrom(account)))
    return record && toHex(world.code(record.codeHash))
  }

  /**
   * Value of a slot of a private account: 32 bytes.
   * @param slot hex of up to 32 bytes.
   * @throws {CoterieError} `HISTORY_DEFERRED`.
   */
  privateStorage(id: string, account: string, slot: string, at: BlockSelector = 'latest'): Hex {
    const world = this.#reader(id, at)
    const value = world.slot(toHex(addressFrom(account)), toHex(slotFrom(slot)))
    return `0x${Buffer.from(value).toString('hex').padStart(64, '0')}`
  }

  /**
   * The receipt that the node stored for a marker: in its canonical block, or in the block named.
   * @returns `undefined` when nothing is stored: the marker is unknown, not for this node, or was refused by the gate.
   * @throws {CoterieError} `HISTORY_DEFERRED`; see {@link completeHistory}.
   */
  privateReceipt(marker: string, block?: BlockSelector): PrivateReceiptView | undefined {
    const hash = transactionHashFrom(marker)
    const place = block === undefined ? this.#context.canonical.place(hash)?.block : this.#block(block).hash
    const receipt = place && this.#context.metadata.receipt(place, hash)
    return receipt && receiptView(receipt)
  }

  /** The markers of a block in their order, whomever they are for. */
  markersOf(block: BlockSelector): MarkerView[] {
    return markersOf(this.#block(block), this.#context.privacy)
  }

  /**
   * The private transaction behind a marker of the node's canonical chain: from the enclave, or from the history that the
   * node was hydrated with (spec 02 §8).
   * @returns `undefined` when the marker is not there or its payload is not for this node.
   * @throws {EnclaveError} when the enclave is in trouble; {@link DecodeError} when the payload is no private transaction.
   */
  async privateTransaction(marker: string): Promise<PrivateTransactionView | undefined> {
    return privateTransactionReader(this.#context)(transactionHashFrom(marker))
  }

  /** Successful markers of each group in a block, with the root after each: group id to pairs. */
  blockMetadata(block: BlockSelector): Record<string, [marker: Hex, root: Hex][]> {
    const { hash } = this.#block(block)
    const found: Record<string, [Hex, Hex][]> = {}
    for (const id of this.#context.metadata.groupsOfBlock(hash)) {
      const entries = this.#context.metadata.metadata(hash, id) ?? []
      found[toBase64(id)] = entries.map(({ markerHash, stateRoot }) => [toHex(markerHash), toHex(stateRoot)])
    }
    return found
  }

  /** The head map that the node stored for a block: group id to hash of its last block; `undefined` when there is none. */
  headMap(block: BlockSelector): Record<string, Hex> | undefined {
    const heads = this.#context.metadata.headMap(this.#block(block).hash)
    if (heads === undefined) return undefined
    const named = [...heads].map(([id, hash]) => [Buffer.from(id.slice(2), 'hex').toString('base64'), toHex(hash)])
    return Object.fromEntries(named) as Record<string, Hex>
  }

  /** Handle (base64) of the history blob that the node would begin a further add with; `undefined` when there is none. */
  addDataKey(id: string): string | undefined {
    const key = this.#context.metadata.addDataKey(groupIdFrom(id))
    return key && toBase64(key)
  }

  /** The group's successful private transactions as the node knows them at its head, oldest first. */
  history(id: string): HistoryItem[] {
    return successfulMarkers(this.#context, groupIdFrom(id)).map(({ markerHash, stateRoot }) => {
      const place = this.#context.canonical.place(markerHash)
      const block = place && this.#context.chain.block(place.block)
      return {
        marker: toHex(markerHash),
        block: block === undefined ? '0x' : toHex(block.hash),
        blockNumber: block?.number ?? 0n,
        root: toHex(stateRoot),
      }
    })
  }

  /**
   * Executes a call on the group's state as of a block and forgets what it changes (spec 02 §11.2).
   * @returns return data, hex.
   * @throws {CoterieError} `CALL_FAILED` with `details.data` (hex) when it reverts or halts.
   */
  async call(id: string, { to, data = '0x', from, block = 'latest' }: PrivateCall): Promise<Hex> {
    const known = this.#known(block)
    const call = {
      sender: from === undefined ? ZERO_ADDRESS : addressFrom(from),
      to: addressFrom(to),
      data: bytesFrom(data, 'call data'),
      gasPrice: 0n,
    }
    const outcome = await withHistory(this, async () =>
      simulateCall(simulationContext(this.#context, known, groupIdFrom(id)), call),
    )
    if (outcome.kind === 'success') return toHex(outcome.output)
    if (outcome.kind === 'capped') throw capReached(this.#context)
    const reason = outcome.kind === 'revert' ? 'it reverted; details.data has the revert data' : 'it halted'
    throw new CoterieError('CALL_FAILED', `the private call failed: ${reason}`, {
      details: { kind: outcome.kind, data: toHex(outcome.output) },
    })
  }

  /** @internal @param acting the node as it acts for a tenant; by default for itself. */
  submit(raw: Uint8Array, method: SubmissionMethod, acting: NodeContext = this.#context): Promise<Submission> {
    // States are read before anything is sent, so that it can begin again.
    return withHistory(this, () => submitPrivateTransaction(acting, raw, method))
  }

  /**
   * Gives the payloads of a signed private transaction to the enclaves and leaves the marker to the caller.
   * @param raw the signed transaction (12-item wire form), hex with or without `0x`, or bytes.
   * @returns data for the marker: hex of 32 bytes, or 64 for an add with history.
   * @param acting the node as it acts for a tenant; by default for itself.
   * @throws {SubmissionError} with Besu's answer in `besu`.
   */
  async distributePrivateTransaction(raw: Uint8Array | string, acting?: NodeContext): Promise<Hex> {
    const submission = await this.submit(bytesFrom(raw, 'a private transaction'), 'distribute', acting)
    return toHex(submission.markerData)
  }

  /**
   * Makes a group in the enclaves of its members (offchain mode); it has no state before its first transaction.
   * @throws {EnclaveError} `client` when the node's own key is not among the members, or a member is unknown or offline.
   * @throws {CoterieError} `METHOD_NOT_SUPPORTED` in flexible mode.
   */
  createPrivacyGroup(options: CreatePrivacyGroupOptions): Promise<PrivacyGroupView> {
    return createPrivacyGroup(this.#context, options)
  }

  /**
   * Groups of the node's enclave with exactly these members (enclave keys, base64), oldest first (offchain mode).
   * @throws {CoterieError} `METHOD_NOT_SUPPORTED` in flexible mode.
   */
  findPrivacyGroups(addresses: readonly string[]): Promise<PrivacyGroupView[]> {
    return findPrivacyGroups(this.#context, addresses)
  }

  /**
   * Deletes a group from the enclaves of its members (offchain mode). Its private state stays, but no transaction that is
   * mined from then on changes it.
   * @returns the id.
   * @throws {EnclaveError} `client` when the enclave has no such group.
   * @throws {CoterieError} `METHOD_NOT_SUPPORTED` in flexible mode.
   */
  deletePrivacyGroup(id: string): Promise<string> {
    return deletePrivacyGroup(this.#context, id)
  }

  /** @internal For the network's own reports. */
  get context(): NodeContext {
    return this.#context
  }

  #reader(id: string, at: BlockSelector): WorldState {
    const { states, metadata } = this.#context
    const group = groupIdFrom(id)
    return states.reader(group, resolveRoot(metadata, this.#block(at).hash, group))
  }

  /** A block that the node has imported; a simulation on any other has no result (spec 02 §11.2). */
  #known(selector: BlockSelector): PublicBlock {
    const block = this.#block(selector)
    if (this.#context.canonical.has(block.hash)) return block
    throw new CoterieError('NOT_FOUND', `${this.name} has not imported block ${toHex(block.hash)}`)
  }

  #block(selector: BlockSelector): PublicBlock {
    return selectBlock(this.#context.chain, this.#context.canonical, selector)
  }
}

function capReached({ settings: { cap } }: NodeContext): CoterieError {
  return new CoterieError(
    'EXECUTION_CAP_REACHED',
    `the execution needs more than ${cap.work} units of work, ${cap.memory} bytes or ${cap.precompileGas} gas in a precompile; ` +
      'raise executionCap if it is right',
  )
}
