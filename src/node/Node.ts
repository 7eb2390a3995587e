import type { PublicBlock } from '../chain/PublicBlock.ts'
import { requestInTheWay } from '../enclave/requestUnderWay.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'
import { type Steps, takeSteps, waitFor } from '../primitives/steps.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import type { CompletionReport } from '../replay/join/completeHistory.ts'
import { completeDeferred } from './completeDeferred.ts'
import { bytesFrom, groupIdFrom } from './doors.ts'
import { importBlock } from './importBlock.ts'
import type { ImportReport } from './ImportReport.ts'
import { logImport } from './logImport.ts'
import type { NodeContext } from './NodeContext.ts'
import { NodeQueries } from './NodeQueries.ts'
import {
  type CreatePrivacyGroupOptions,
  type PrivacyGroupView,
  createPrivacyGroup,
  deletePrivacyGroup,
  findPrivacyGroups,
} from './offchainGroups.ts'
import { sendersAhead } from './sendersAhead.ts'
import type { Submission, SubmissionMethod } from './Submission.ts'
import { submitPrivateTransaction } from './submitPrivateTransaction.ts'
import { withHistory } from './withHistory.ts'

/**
 * One member of a network: its own head, its enclave, the private states of its groups. Group ids and enclave keys are
 * base64 here, hashes, roots and addresses hex. Queries answer as of a block; wrong arguments throw `INVALID_ARGUMENT`.
 */
export class Node extends NodeQueries {
  readonly #queue = new TaskQueue()
  readonly #importListeners: ((block: PublicBlock, headBefore: PublicBlock) => void | Promise<void>)[] = []

  /**
   * Imports a block. Never throws because of the block: the report says whether and why the node refused it.
   * @param rlp the whole block.
   */
  async importBlock(rlp: Uint8Array | string): Promise<ImportReport> {
    let block: PublicBlock
    try {
      block = this.context.chain.decode(bytesFrom(rlp, 'a block'))
    } catch (error) {
      if (!(error instanceof CoterieError)) throw error
      return { hash: '0x', number: 0n, imported: false, error, markers: [], replays: [], known: [] }
    }
    sendersAhead([this.context], block)
    return this.importDecoded(block)
  }

  /**
   * @internal Imports a block that the network has decoded; no promise where nothing is to be waited for.
   * @param onWriting called when nothing but the store is waited for any more.
   */
  importDecoded(block: PublicBlock, onWriting?: () => void): ImportReport | Promise<ImportReport> {
    const request = requestInTheWay(this.#queue)
    const importing = (): ImportReport | Promise<ImportReport> => takeSteps(this.#importDecoded(block, onWriting))
    const inTurn = (): ImportReport | Promise<ImportReport> => this.#queue.runAtOnce(importing)
    return request === undefined ? inTurn() : request.then(inTurn)
  }

  *#importDecoded(block: PublicBlock, onWriting: (() => void) | undefined): Steps<ImportReport> {
    const known = this.context.canonical.has(block.hash)
    const before = this.context.canonical.head
    const importing = importBlock(this.context, block, onWriting)
    const report = importing instanceof Promise ? yield* waitFor(importing) : importing
    if (!known) logImport(this.context.logger, report)
    if (report.imported && !known) {
      for (const listener of this.#importListeners) {
        const listening = listener(block, before)
        if (listening instanceof Promise) yield* waitFor(listening)
      }
    }
    return report
  }

  /** @internal Called for every block that the node has newly imported, of any branch, with the node's head before it. */
  onImport(listener: (block: PublicBlock, headBefore: PublicBlock) => void | Promise<void>): void {
    this.#importListeners.push(listener)
  }

  /** @internal Runs work while the node imports nothing. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const request = requestInTheWay(this.#queue)
    if (request !== undefined) await request
    return this.#queue.run(work)
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
    return this.exclusively(() => completeDeferred(this.context, group))
  }

  /** Whether older states or receipts of a group are left for later; see {@link completeHistory}. */
  hasDeferredHistory(id: string): boolean {
    return this.context.metadata.deferred.parts(groupIdFrom(id)).length > 0
  }

  /** @internal @param acting the node as it acts for a tenant; by default for itself. */
  submit(raw: Uint8Array, method: SubmissionMethod, acting: NodeContext = this.context): Promise<Submission> {
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
    return createPrivacyGroup(this.context, options)
  }

  /**
   * Groups of the node's enclave with exactly these members (enclave keys, base64), oldest first (offchain mode).
   * @throws {CoterieError} `METHOD_NOT_SUPPORTED` in flexible mode.
   */
  findPrivacyGroups(addresses: readonly string[]): Promise<PrivacyGroupView[]> {
    return findPrivacyGroups(this.context, addresses)
  }

  /**
   * Deletes a group from the enclaves of its members (offchain mode). Its private state stays, but no transaction that is
   * mined from then on changes it.
   * @returns the id.
   * @throws {EnclaveError} `client` when the enclave has no such group.
   * @throws {CoterieError} `METHOD_NOT_SUPPORTED` in flexible mode.
   */
  deletePrivacyGroup(id: string): Promise<string> {
    return deletePrivacyGroup(this.context, id)
  }
}
