import type { PublicBlock } from '../chain/PublicBlock.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { EnclaveError } from '../errors/EnclaveError.ts'
import { payloadHandle } from '../enclave/payloadHandle.ts'
import { equalBytes, toBase64, toHex } from '../primitives/bytes.ts'
import {
  type Address,
  type BlockHash,
  type EnclaveKey,
  type PayloadHandle,
  type TransactionHash,
  toGroupId,
  toPayloadHandle,
} from '../primitives/identifiers.ts'
import { payloadBytes } from '../transaction/enclavePayload.ts'
import { decodeHistoryBlob } from '../transaction/historyBlob.ts'
import { ownTransactionInPayload, transactionInPayload } from '../transaction/privatePayload.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'
import { isSenderKnown, setSender } from '../transaction/privateTransactionSignature.ts'
import type { NodeContext } from './NodeContext.ts'

/** A private transaction with the place of its marker. */
export interface LocatedPrivateTransaction {
  readonly transaction: PrivateTransaction
  readonly block: PublicBlock
  /** Position of the marker in the block. */
  readonly index: number
}

/** Transactions of a history by marker (hex). */
export type OpenHistory = ReadonlyMap<string, PrivateTransaction>

/** How to look something up. */
export interface LocateOptions {
  /** Enclave key in whose name the enclave is asked; `any`: all of its keys. Default the node's own. */
  readonly key?: EnclaveKey | 'any'
  /** For many look-ups in a row: histories (by handle, base64) that have been read are not asked for again. */
  readonly histories?: Map<string, OpenHistory | undefined>
}

/** A decoded history and the text that it was decoded from. */
interface OpenBlob {
  readonly text: string
  readonly transactions: OpenHistory
}

const HANDLE_SIZE = 32
const OPEN_BLOBS = 4

/** Histories that were decoded last, by node and handle: they can be large. */
const openBlobs = new WeakMap<NodeContext['metadata'], Map<string, OpenBlob>>()

/**
 * Looks up the private transaction behind a transaction of the node's canonical chain, whatever that was sent to (spec 03
 * §11): the payload that its data begins with, else the histories of the groups that the node knows at that block. Its sender is
 * known already if the node has executed it.
 * @returns `undefined` when it is not on the canonical chain or its payload is not for this key.
 * @throws {CoterieError} `INVALID_ARGUMENT` when its data are too short for a handle; {@link EnclaveError}, unless with status
 * 404; {@link DecodeError} for a payload that is no private transaction.
 */
export async function locatePrivateTransaction(
  node: NodeContext,
  marker: TransactionHash,
  { key = node.ownKey, histories = new Map() }: LocateOptions = {},
): Promise<LocatedPrivateTransaction | undefined> {
  const place = node.canonical.place(marker)
  const block = place && node.chain.requireBlock(place.block)
  const carrier = block?.transactions[place?.index ?? 0]
  if (place === undefined || block === undefined || carrier === undefined) return undefined
  if (carrier.data.length < HANDLE_SIZE) {
    throw new CoterieError('INVALID_ARGUMENT', `${toHex(marker)} is no marker: its data have less than 32 bytes`)
  }
  const handle = toPayloadHandle(carrier.data.subarray(0, HANDLE_SIZE))
  const payload = await unlessRefused(() => node.enclave.receive(handle, key === 'any' ? undefined : key))
  const sender = node.metadata.sender(place.block, marker)
  const transaction =
    payload === undefined
      ? await fromHistories(node, place.block, marker, { key, histories })
      : fromPayload(node, payload.payload, handle, sender)
  if (transaction === undefined) return undefined
  if (payload === undefined && sender !== undefined) setSender(transaction, sender)
  return { transaction, block, index: place.index }
}

/** @param sender of the transaction that the node has executed, from its receipt. */
function fromPayload(
  { privacy }: NodeContext,
  text: string,
  handle: PayloadHandle,
  sender: Address | undefined,
): PrivateTransaction {
  const shared = transactionInPayload(text, privacy)
  // An enclave may have been given another text since: its sender is another one.
  if (isSenderKnown(shared) || sender === undefined || !equalBytes(payloadHandle(text), handle)) return shared
  // Execution, which recovers senders itself, is told nothing.
  const own = ownTransactionInPayload(text, privacy)
  setSender(own, sender)
  return own
}

/** A newcomer has the transactions from before its time in the histories that hydrated it. */
async function fromHistories(
  node: NodeContext,
  block: BlockHash,
  marker: TransactionHash,
  { key, histories }: Required<LocateOptions>,
): Promise<PrivateTransaction | undefined> {
  const wanted = toHex(marker)
  for (const id of node.metadata.headMap(block)?.keys() ?? []) {
    const handle = node.metadata.addDataKey(toGroupId(Buffer.from(id.slice(2), 'hex')))
    if (handle === undefined) continue
    const name = toBase64(handle)
    if (!histories.has(name)) histories.set(name, await openHistory(node, handle, key))
    const history = histories.get(name)
    // A history that cannot be read ends the search (spec 03 §11).
    if (history === undefined) return undefined
    const found = history.get(wanted)
    if (found !== undefined) return found
  }
  return undefined
}

async function openHistory(
  node: NodeContext,
  handle: PayloadHandle,
  key: EnclaveKey | 'any',
): Promise<OpenHistory | undefined> {
  const received = await unlessRefused(() => node.enclave.receive(handle, key === 'any' ? undefined : key))
  if (received === undefined) return undefined
  let open = openBlobs.get(node.metadata)
  if (open === undefined) openBlobs.set(node.metadata, (open = new Map<string, OpenBlob>()))
  const name = toBase64(handle)
  let blob = open.get(name)
  if (blob?.text !== received.payload) {
    const entries = decodeHistoryBlob(payloadBytes(received.payload))
    const transactions = new Map(entries.map(({ markerHash, transaction }) => [toHex(markerHash), transaction]))
    blob = { text: received.payload, transactions }
  }
  open.delete(name)
  open.set(name, blob)
  const oldest = open.size > OPEN_BLOBS ? open.keys().next().value : undefined
  if (oldest !== undefined) open.delete(oldest)
  return blob.transactions
}

/** `undefined` where the enclave says that the payload is not for this key. */
async function unlessRefused<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request()
  } catch (error) {
    if (error instanceof EnclaveError && error.status === 404) return undefined
    throw error
  }
}
