import type { ImportReport } from '../node/ImportReport.ts'
import type { NextPublicNonce } from '../node/markerFactory.ts'
import type { Node } from '../node/Node.ts'
import type { Hex } from '../primitives/bytes.ts'
import type { Account } from './account.ts'
import type { PrivateNonces } from './PrivateNonces.ts'
import type { ReplayPace } from './ReplayPace.ts'
import type { NodeEndpoint, Provider } from './RpcAccess.ts'

/** What the nodes made of a block: node name to report. */
export type ImportReports = ReadonlyMap<string, ImportReport>

/** A block that a submitted transaction went into, with what each node made of it. */
export interface Inclusion {
  readonly block: { readonly number: bigint; readonly hash: Hex }
  readonly reports: ImportReports
}

/** What a node needs of its network to submit something. */
export interface NetworkGateway {
  readonly chainId: bigint
  readonly nextNonce: NextPublicNonce
  /** Everything but a part of an {@link operation} begins with it. @throws {CoterieError} `CLOSED`. */
  requireOpen(): void
  /** Runs what sends from beginning to end: closing the network waits for it. @throws {CoterieError} `CLOSED`. */
  operation<T>(work: () => Promise<T>): Promise<T>
  /** As part of an {@link operation}, hands a signed public transaction to the pool, and mines it when mining is automatic. */
  submit(raw: Uint8Array): Promise<{ readonly hash: Hex; readonly inclusion: Inclusion | undefined }>
  /** Refuses to send anything into a network that was opened to be looked at. @throws {CoterieError} `STORE_IO`. */
  requireWritable(): void
  /** Whether a transaction (hash, hex) waits in the pool. */
  isPending(hash: Hex): boolean
  /** JSON-RPC to a node without a socket. */
  provider(node: string): Provider
  /** Where a node listens; `undefined` while it does not. */
  endpoint(node: string): NodeEndpoint | undefined
  /** Enclave key (base64) of a node by name; a text that is no name is taken for a key. */
  enclaveKeyOf(member: string): string
  /** The node with an enclave key (base64), if it is of this network. */
  nodeOf(enclaveKey: string): Node | undefined
  readonly pace: ReplayPace
  /** Random-looking 32 bytes that depend on the network's seed, the purpose and what has happened so far. */
  nextBytes(purpose: string): Uint8Array
}

/** A private transaction that has been submitted. */
export interface SubmittedTransaction {
  /** Hash of the marker, hex: the id of the private transaction. */
  readonly marker: Hex
  /** The block it is in; `undefined` while it waits (manual or interval mining). */
  readonly inclusion: Inclusion | undefined
}

/** A node that can send with an account of its own; what a group needs of it. */
export interface SendingNode extends Node {
  readonly account: Account
  /** @internal */
  readonly gateway: NetworkGateway
  /** @internal */
  readonly nonces: PrivateNonces
  /** @internal Submits a signed private transaction as part of an operation of the {@link gateway}. */
  sendUnderWay(raw: Uint8Array): Promise<SubmittedTransaction>
}
