import type { Hex, ImportedMarker, Network, NetworkNode, SubmittedTransaction } from '../../../src/index.ts'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { payloadHandle } from '../../../src/enclave/payloadHandle.ts'
import { concat, fromHex } from '../../../src/primitives/bytes.ts'
import { type PayloadHandle, toGroupVersion } from '../../../src/primitives/identifiers.ts'
import { payloadText } from '../../../src/transaction/enclavePayload.ts'
import { encodeEnvelope } from '../../../src/transaction/envelope.ts'
import { signMarkerTransaction } from '../../../src/transaction/markerTransaction.ts'
import type { PrivateTransaction } from '../../../src/transaction/privateTransaction.ts'

/** A version that no group has. */
export const OTHER_VERSION: Hex = `0x${'ab'.repeat(32)}`

/** Version of a group that does not exist yet. */
export const NO_VERSION: Hex = `0x${'00'.repeat(32)}`

/** The version of a group as a node sees it, hex. */
export async function versionOf(node: NetworkNode, group: string): Promise<Hex> {
  return (await node.groupState(group))?.version ?? NO_VERSION
}

/**
 * Puts any text into the enclaves of some nodes.
 * @param senderKey base64, or `null` for none. @param privacyGroupId base64; offchain mode only.
 */
export async function putPayload(
  readers: readonly NetworkNode[],
  payload: string,
  senderKey: string | null,
  privacyGroupId?: string,
): Promise<PayloadHandle> {
  const handle = payloadHandle(payload)
  const group = privacyGroupId === undefined ? {} : { privacyGroupId }
  for (const { enclave } of readers) await enclave.put({ handle, payload, senderKey, ...group })
  return handle
}

/** Puts the envelope of a private transaction into the enclaves of some nodes. @param version 32 bytes, hex. */
export function putEnvelope(
  readers: readonly NetworkNode[],
  transaction: PrivateTransaction,
  version: Hex,
  senderKey: string | null,
): Promise<PayloadHandle> {
  const envelope = encodeEnvelope({ transaction, version: toGroupVersion(fromHex(version)) })
  return putPayload(readers, payloadText(envelope), senderKey)
}

/** Sends a marker with any data, signed by a key that nobody else uses. */
export async function sendMarker(
  network: Network,
  data: Uint8Array,
  gasLimit = 100_000n,
): Promise<SubmittedTransaction> {
  const privateKey = keccak256(concat(new TextEncoder().encode('crafted marker'), data))
  const { raw } = signMarkerTransaction({ nonce: 0n, gasPrice: 0n, gasLimit, data, privateKey })
  const { hash, inclusion } = await network.sendRawTransaction(raw)
  return { marker: hash, inclusion }
}

/** What became of a marker that has been mined on a node. */
export function outcomeOn(node: NetworkNode, { marker, inclusion }: SubmittedTransaction): ImportedMarker | undefined {
  return inclusion?.reports.get(node.name)?.markers.find((imported) => imported.marker === marker)
}
