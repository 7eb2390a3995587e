import { type BesuError, SubmissionError, refuse } from '../errors/SubmissionError.ts'
import { TransactionRefusedError } from '../errors/TransactionRefusedError.ts'
import type { InProcessEnclave } from '../enclave/InProcessEnclave.ts'
import { type Hex, fromHex, toBase64 } from '../primitives/bytes.ts'
import { toAddress } from '../primitives/identifiers.ts'
import { bytesFrom, groupIdFrom } from '../node/doors.ts'
import type { MarkerFactory } from '../node/markerFactory.ts'
import { Node } from '../node/Node.ts'
import type { NodeContext } from '../node/NodeContext.ts'
import type { CreatePrivacyGroupOptions, PrivacyGroupView } from '../node/offchainGroups.ts'
import type { Submission, SubmissionMethod } from '../node/Submission.ts'
import { Group, createGroup } from './Group.ts'
import type { CreateGroupOptions } from './groupRequests.ts'
import type { Inclusion, NetworkGateway, SendingNode, SubmittedTransaction } from './SendingNode.ts'
import type { Account } from './account.ts'
import { PrivateNonces } from './PrivateNonces.ts'
import type { Provider } from './RpcAccess.ts'
import { type PublicTransactionRequest, publicRequestFrom, signPublicTransaction } from './signPublicTransaction.ts'

/** Settings of one node in its network. */
export interface NetworkNodeSettings {
  readonly gateway: NetworkGateway
  readonly account: Account
  readonly markers: MarkerFactory
}

/** A {@link Node} in a network: it can also send, with an account of its own. */
export class NetworkNode extends Node implements SendingNode {
  /** Signs what this node sends unless told otherwise. */
  readonly account: Account
  readonly #gateway: NetworkGateway
  readonly #markers: MarkerFactory
  /** @internal */
  readonly nonces: PrivateNonces

  /** @internal Nodes are made by `createNetwork`. */
  constructor(context: NodeContext, enclave: InProcessEnclave, { gateway, account, markers }: NetworkNodeSettings) {
    super(context, enclave)
    this.account = account
    this.#gateway = gateway
    this.#markers = markers
    this.nonces = new PrivateNonces(this, (marker) => gateway.isPending(marker))
  }

  /** Address of {@link account}, hex. */
  get address(): Hex {
    return this.account.address
  }

  /** @internal */
  get gateway(): NetworkGateway {
    return this.#gateway
  }

  /** JSON-RPC to this node without a socket (EIP-1193): every method that a server of the node has. */
  get provider(): Provider {
    return this.#gateway.provider(this.name)
  }

  /** URL of the node's HTTP server; `undefined` while it has none. */
  get url(): string | undefined {
    return this.#gateway.endpoint(this.name)?.url
  }

  /** URL of the node's WebSocket server; `undefined` while it has none. */
  get wsUrl(): string | undefined {
    return this.#gateway.endpoint(this.name)?.wsUrl
  }

  /** A handle on a group as this node knows it. @param id group id, base64. */
  group(id: string): Group {
    return new Group(this, toBase64(groupIdFrom(id)))
  }

  /**
   * Creates a group with this node's account as its owner. The node itself must be among the members.
   * @throws {CoterieError} `METHOD_NOT_SUPPORTED` in offchain mode; see {@link createPrivacyGroup}.
   */
  createGroup(options: CreateGroupOptions): Promise<Group> {
    return createGroup(this, options)
  }

  /** Part of {@link Node}. @throws {CoterieError} `STORE_IO` in a network that was opened with `readOnly`. */
  override createPrivacyGroup(options: CreatePrivacyGroupOptions): Promise<PrivacyGroupView> {
    return this.#write(() => super.createPrivacyGroup(options))
  }

  /** Part of {@link Node}. @throws {CoterieError} `STORE_IO` in a network that was opened with `readOnly`. */
  override deletePrivacyGroup(id: string): Promise<string> {
    return this.#write(() => super.deletePrivacyGroup(id))
  }

  /** @internal Part of {@link Node}. */
  override submit(raw: Uint8Array, method: SubmissionMethod, acting?: NodeContext): Promise<Submission> {
    return this.#write(() => super.submit(raw, method, acting))
  }

  /**
   * Submits a signed private transaction as `eea_sendRawTransaction` does: payloads to the enclaves, a marker to the pool.
   * @param raw the signed transaction (12-item wire form), hex with or without `0x`, or bytes.
   * @param acting the node as it acts for a tenant; by default for itself.
   * @throws {SubmissionError} with Besu's answer in `besu`.
   */
  sendPrivateTransaction(raw: Uint8Array | string, acting?: NodeContext): Promise<SubmittedTransaction> {
    return this.#write(() => this.sendUnderWay(bytesFrom(raw, 'a private transaction'), acting))
  }

  /** @internal Part of {@link SendingNode}. */
  async sendUnderWay(raw: Uint8Array, acting?: NodeContext): Promise<SubmittedTransaction> {
    this.#gateway.requireWritable()
    const submission = await super.submit(raw, 'eea', acting)
    const marker = this.#markers(submission, this.#gateway.nextNonce)
    try {
      const { hash, inclusion } = await this.#gateway.submit(marker.raw)
      return { marker: hash, inclusion }
    } catch (error) {
      throw asMarkerRefusal(error)
    }
  }

  /** Sends a public transaction signed by this node's account; gas price 0, gas 10,000,000 and the next nonce by default. */
  sendPublicTransaction(request: PublicTransactionRequest): Promise<{ hash: Hex; inclusion: Inclusion | undefined }> {
    return this.#gateway.operation(async () => {
      const { nonce: given } = publicRequestFrom(request)
      this.#gateway.requireWritable()
      const nonce = given ?? this.#gateway.nextNonce(toAddress(fromHex(this.address)))
      return this.#gateway.submit(signPublicTransaction(request, nonce, this.account, this.#gateway.chainId))
    })
  }

  /** Sends a signed public transaction. @param raw the signed transaction, hex or bytes. */
  sendRawTransaction(raw: Uint8Array | string): Promise<{ hash: Hex; inclusion: Inclusion | undefined }> {
    return this.#gateway.operation(async () => this.#gateway.submit(bytesFrom(raw, 'a public transaction')))
  }

  /** Runs what writes, in a network that is open and may be written; closing it waits for the end. */
  #write<T>(work: () => Promise<T>): Promise<T> {
    return this.#gateway.operation(async () => {
      this.#gateway.requireWritable()
      return work()
    })
  }
}

/** The pool's answer about a marker as the submitter of the private transaction gets it (spec 01 §8.2). */
function asMarkerRefusal(error: unknown): unknown {
  if (!(error instanceof TransactionRefusedError)) return error
  const besu: BesuError = error.besu
  if (besu.name === 'INTRINSIC_GAS_EXCEEDS_LIMIT') {
    return refuse('PMT_FAILED_INTRINSIC_GAS_EXCEEDS_LIMIT', 'raise the gas limit of the private transaction', error)
  }
  return new SubmissionError(besu, 'the pool refuses the marker', error)
}
