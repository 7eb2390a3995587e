import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { InProcessEnclave } from '../enclave/InProcessEnclave.ts'
import { readLocked, readMembers, readVersion } from '../execution/askManagement.ts'
import { type Hex, toBase64, toHex } from '../primitives/bytes.ts'
import type { EnclaveKey } from '../primitives/identifiers.ts'
import { successfulMarkers } from '../replay/ownHistory.ts'
import { resolveRoot } from '../state/resolveRoot.ts'
import type { WorldState } from '../state/WorldState.ts'
import { type BlockSelector, blockNumberFrom, selectBlock } from './blockSelector.ts'
import { addressFrom, blockHashFrom, groupIdFrom, slotFrom, transactionHashFrom } from './doors.ts'
import { type MarkerView, markersOf } from './markersOf.ts'
import type { NodeContext } from './NodeContext.ts'
import { type PrivateCall, callPrivately, privateCallFrom } from './privateCall.ts'
import { privateNonce } from './privateNonce.ts'
import { type PrivateReceiptView, receiptView } from './PrivateReceiptView.ts'
import { type PrivateTransactionView, privateTransactionReader } from './privateTransactionReader.ts'
import { simulationContext } from './simulationContext.ts'
import { type StateCensus, verifyState } from './verifyState.ts'
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

/** What can be asked of a node: nothing of it changes the node, but that history is completed where a query needs it. */
export abstract class NodeQueries {
  readonly name: string
  /** The node's enclave key, base64. */
  readonly enclaveKey: string
  /** Enclave keys of all tenants of the node, base64; the first is {@link enclaveKey}. */
  readonly enclaveKeys: readonly string[]
  readonly enclave: InProcessEnclave
  readonly #context: NodeContext

  /** @internal Nodes are made by `createNetwork`. */
  constructor(context: NodeContext, enclave: InProcessEnclave) {
    this.#context = context
    this.name = context.name
    this.enclave = enclave
    this.enclaveKey = toBase64(context.ownKey)
    this.enclaveKeys = enclave.keys.map(toBase64)
  }

  /** Makes the states and receipts of a group that the node has left for later. */
  abstract completeHistory(id: string): Promise<unknown>

  /** The node's chain head. */
  get head(): { readonly number: bigint; readonly hash: Hex } {
    const { number, hash } = this.#context.canonical.head
    return { number, hash: toHex(hash) }
  }

  /** Hash of the block with this number on the node's canonical chain. */
  canonicalHash(number: bigint | number): Hex | undefined {
    const hash = this.#context.canonical.hashAt(blockNumberFrom(number))
    return hash && toHex(hash)
  }

  /** Whether the node has imported a block. */
  hasBlock(hash: string): boolean {
    return this.#context.canonical.has(blockHashFrom(hash))
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
      const members = await readableMembers(context)
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
  async call(id: string, call: PrivateCall): Promise<Hex> {
    const { block: at = 'latest' } = privateCallFrom(call)
    const block = this.#block(at)
    return withHistory(this, () => callPrivately(this.#context, block, id, call))
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

  #block(selector: BlockSelector): PublicBlock {
    return selectBlock(this.#context.chain, this.#context.canonical, selector)
  }
}

/** `undefined` also when the answer cannot be read. */
async function readableMembers(context: ReturnType<typeof simulationContext>): Promise<EnclaveKey[] | undefined> {
  try {
    return await readMembers(context)
  } catch {
    return undefined
  }
}
