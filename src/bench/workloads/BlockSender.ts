import { askManagement, readMembers } from '../../execution/askManagement.ts'
import type { Group } from '../../network/Group.ts'
import type { Network } from '../../network/Network.ts'
import { seededBytes } from '../../network/seededKeys.ts'
import { signGroupTransaction } from '../../network/signGroupTransaction.ts'
import { freshKeyMarkers, type MarkerFactory } from '../../node/markerFactory.ts'
import { simulationContext } from '../../node/simulationContext.ts'
import type { ForeignPayload } from '../../enclave/ForeignPayload.ts'
import { payloadHandle } from '../../enclave/payloadHandle.ts'
import { EMPTY_BYTES, type Hex, fromBase64, padLeft, toBase64 } from '../../primitives/bytes.ts'
import { type GroupVersion, toGroupId, toGroupVersion } from '../../primitives/identifiers.ts'
import { payloadText } from '../../transaction/enclavePayload.ts'
import { encodeEnvelope } from '../../transaction/envelope.ts'
import { markerData } from '../../transaction/markerTransaction.ts'
import { precompileOf } from '../../transaction/privacyMode.ts'
import type { PrivateTransaction } from '../../transaction/privateTransaction.ts'
import type { PlannedTransaction } from './transactionsOf.ts'

/**
 * Sends the private transactions of one block as `group.send` would, byte for byte, for a fraction of the time: the member asks its
 * state once a block, and the payloads go to its own enclave together. Those of other members, who import nothing, get none.
 */
export class BlockSender {
  readonly #network: Network
  readonly #group: Group
  readonly #markers: MarkerFactory

  /** @param seed of the network. @param group on the node that sends, which signs every marker with a key of its own. */
  constructor(network: Network, seed: string, group: Group) {
    this.#network = network
    this.#group = group
    this.#markers = freshKeyMarkers(seededBytes(seed, 'marker', group.node.name))
  }

  /**
   * Puts the payloads into the enclave and the markers into the pool.
   * @param planned of accounts that have nothing that waits. Of one account, each takes the nonce after the one before it, which must
   * succeed and keep its nonce (`mostPerBlock`).
   */
  async send(planned: Iterable<PlannedTransaction>): Promise<void> {
    const { node, id } = this.#group
    const { members, version } = await this.#surroundings()
    const payloads: ForeignPayload[] = []
    const signed: PrivateTransaction[] = []
    const nonces = new Map<Hex, bigint>()
    for (const { account, to, data } of planned) {
      const nonce = nonces.get(account.address) ?? this.#group.nextNonce(account.address)
      nonces.set(account.address, nonce + 1n)
      const request = { account, data, ...(to === undefined ? {} : { to }) }
      const transaction = signGroupTransaction(node, id, request, account, nonce)
      const payload = payloadText(encodeEnvelope({ transaction, version }))
      payloads.push({ handle: payloadHandle(payload), payload, senderKey: node.enclaveKey, readers: members })
      signed.push(transaction)
    }
    await this.#network.node(node.name).enclave.putAll(payloads)
    const groupId = toGroupId(fromBase64(id))
    const precompile = precompileOf('flexible')
    for (const [index, { handle }] of payloads.entries()) {
      const transaction = signed[index]
      if (transaction === undefined || typeof handle === 'string') continue
      const submission = { transaction, groupId, precompile, markerData: markerData(handle) }
      this.#network.parts.pool.add(this.#markers(submission, () => 0n).raw)
    }
  }

  async #surroundings(): Promise<{ members: string[]; version: GroupVersion }> {
    const { context } = this.#group.node
    const simulation = simulationContext(context, context.canonical.head, toGroupId(fromBase64(this.#group.id)))
    const members = (await readMembers(simulation)) ?? []
    const version = await askManagement(simulation, 'getVersion')
    const readers = [...new Set([context.ownKey, ...members].map(toBase64))]
    return { members: readers, version: toGroupVersion(padLeft(version ?? EMPTY_BYTES, 32)) }
  }
}
