import { isCoterieError } from '../errors/CoterieError.ts'
import { EnclaveError, PAYLOAD_NOT_FOUND } from '../errors/EnclaveError.ts'
import { type Hex, toBase64, toHex } from '../primitives/bytes.ts'
import { type BlockHash, type TransactionHash, toGroupId } from '../primitives/identifiers.ts'
import { payloadBytes } from '../transaction/enclavePayload.ts'
import { decodeEnvelope } from '../transaction/envelope.ts'
import { decodeHistoryBlob } from '../transaction/historyBlob.ts'
import { isMarker, parseMarkerData } from '../transaction/markerTransaction.ts'
import type { PrivateTransaction, Restriction } from '../transaction/privateTransaction.ts'
import { recoverSender } from '../transaction/privateTransactionSignature.ts'
import type { NodeContext } from './NodeContext.ts'

/** A private transaction at the doors: addresses and data are hex, enclave keys and group ids base64. */
export interface PrivateTransactionView {
  /** Signer; `undefined` when no key fits the signature. */
  readonly sender: Hex | undefined
  readonly nonce: bigint
  /** In wei per gas. */
  readonly gasPrice: bigint
  readonly gasLimit: bigint
  /** `undefined`: it creates a contract. */
  readonly to: Hex | undefined
  /** In wei. */
  readonly value: bigint
  /** Call data or init code. */
  readonly payload: Hex
  /** `undefined`: it is good for every chain. */
  readonly chainId: bigint | undefined
  /** Enclave key of the sending node. */
  readonly privateFrom: string
  /** Id of the privacy group; `undefined` for a legacy transaction, which lists its recipients. */
  readonly group: string | undefined
  readonly restriction: Restriction
}

/** Looks up private transactions by their markers; see {@link privateTransactionReader}. */
export type PrivateTransactionReader = (marker: TransactionHash) => Promise<PrivateTransactionView | undefined>

/**
 * A look-up of the private transactions behind markers of the node's canonical chain (spec 02 §8, step 2): the payload that
 * the marker names, else the history blobs that the node was hydrated with. A reader decodes each blob once, so it is good
 * for many look-ups in a row and not for keeping.
 * @returns `undefined` for a marker that is not on the canonical chain, or whose payload the node may not read.
 * @throws {EnclaveError} of kind `server` or `io`; {@link DecodeError} for a payload that is no private transaction.
 */
export function privateTransactionReader(node: NodeContext): PrivateTransactionReader {
  const blobs = new Map<string, Promise<ReadonlyMap<string, PrivateTransaction>>>()
  return async (marker) => {
    const place = node.canonical.place(marker)
    const carrier = place && node.chain.requireBlock(place.block).transactions[place.index]
    if (place === undefined || carrier === undefined || !isMarker(carrier.to, carrier.data)) return undefined
    const transaction =
      (await fromOwnPayload(node, carrier.data)) ?? (await fromHistoryBlobs(node, place.block, marker, blobs))
    return transaction && transactionView(transaction)
  }
}

async function fromOwnPayload(node: NodeContext, data: Uint8Array): Promise<PrivateTransaction | undefined> {
  const handle = parseMarkerData(data)?.handle
  if (handle === undefined) return undefined
  const payload = await unlessRefused(() => node.enclave.receive(handle, node.ownKey))
  return payload && decodeEnvelope(payloadBytes(payload.payload)).transaction
}

/** A newcomer has the transactions from before its time in the blob that hydrated it. */
async function fromHistoryBlobs(
  node: NodeContext,
  block: BlockHash,
  marker: TransactionHash,
  blobs: Map<string, Promise<ReadonlyMap<string, PrivateTransaction>>>,
): Promise<PrivateTransaction | undefined> {
  for (const id of node.metadata.headMap(block)?.keys() ?? []) {
    const key = node.metadata.addDataKey(toGroupId(Buffer.from(id.slice(2), 'hex')))
    if (key === undefined) continue
    let blob = blobs.get(id)
    if (blob === undefined) blobs.set(id, (blob = readBlob(node, key)))
    const found = (await blob).get(toHex(marker))
    if (found !== undefined) return found
  }
  return undefined
}

async function readBlob(
  node: NodeContext,
  key: Parameters<NodeContext['enclave']['receive']>[0],
): Promise<ReadonlyMap<string, PrivateTransaction>> {
  const received = await unlessRefused(() => node.enclave.receive(key, node.ownKey))
  const entries = received === undefined ? [] : decodeHistoryBlob(payloadBytes(received.payload))
  return new Map(entries.map(({ markerHash, transaction }) => [toHex(markerHash), transaction]))
}

/** `undefined` where the enclave says that the payload is not for this node. */
async function unlessRefused<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request()
  } catch (error) {
    if (error instanceof EnclaveError && error.message === PAYLOAD_NOT_FOUND) return undefined
    throw error
  }
}

function transactionView(transaction: PrivateTransaction): PrivateTransactionView {
  const { nonce, gasPrice, gasLimit, to, value, payload, chainId, privateFrom, recipients, restriction } = transaction
  return {
    sender: senderOf(transaction),
    nonce,
    gasPrice,
    gasLimit,
    to: to && toHex(to),
    value,
    payload: toHex(payload),
    chainId,
    privateFrom: toBase64(privateFrom),
    group: recipients.kind === 'group' ? toBase64(recipients.groupId) : undefined,
    restriction,
  }
}

function senderOf(transaction: PrivateTransaction): Hex | undefined {
  try {
    return toHex(recoverSender(transaction))
  } catch (error) {
    if (isCoterieError(error, 'DECODE_FAILED')) return undefined
    throw error
  }
}
