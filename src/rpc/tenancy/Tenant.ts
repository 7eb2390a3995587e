import type { PublicBlock } from '../../chain/PublicBlock.ts'
import type { LocatedPrivateTransaction } from '../../node/locatePrivateTransaction.ts'
import type { MultiTenancyRules } from '../../node/MultiTenancy.ts'
import type { NodeContext } from '../../node/NodeContext.ts'
import { tenantKey } from '../../node/tenantKey.ts'
import type { GroupId, TransactionHash } from '../../primitives/identifiers.ts'
import { rpcError } from '../RpcError.ts'
import type { RpcErrorName } from '../rpcErrors.ts'
import { besuRules } from './besuRules.ts'
import { documentedRules } from './documentedRules.ts'
import type { Reader, TenancyRules } from './TenancyRules.ts'

/** One of the tenants of a node, on whose behalf a method runs: what it may see (spec 04 §5, §6). */
export class Tenant {
  /** Own enclave key as the token names it, base64 text. */
  readonly key: string
  readonly rules: MultiTenancyRules
  /** The node as it acts for this tenant. */
  readonly acting: NodeContext
  readonly #reader: Reader
  readonly #rules: TenancyRules

  constructor(node: NodeContext, key: string, rules: MultiTenancyRules) {
    this.key = key
    this.rules = rules
    this.#reader = { node, key }
    this.#rules = rules === 'besu' ? besuRules : documentedRules
    const { sendsAsItself } = this.#rules
    const isMember = (group: GroupId): Promise<boolean> => this.isMember(group)
    const sharesHistory = (group: GroupId): Promise<boolean> => this.#rules.sharesHistory(this.#reader, group)
    this.acting = { ...node, ownKey: tenantKey(key), tenant: { sendsAsItself, isMember, sharesHistory } }
  }

  /** Whether it is a member at the head, or there is no group with a list of members. */
  isMember(group: GroupId): Promise<boolean> {
    return this.#rules.isMember(this.#reader, group)
  }

  /** @throws {RpcError} `UNAUTHORIZED`, or as `refusal` says, unless {@link isMember}. */
  async requireMember(group: GroupId, refusal: RpcErrorName = 'UNAUTHORIZED'): Promise<void> {
    if (!(await this.isMember(group))) throw rpcError(refusal)
  }

  /** @throws {RpcError} `UNAUTHORIZED` unless it may see the group as it was after a block. */
  async requireAccessAt(group: GroupId, block: PublicBlock): Promise<void> {
    if (!(await this.#rules.mayRead(this.#reader, group, block))) throw rpcError('UNAUTHORIZED')
  }

  /**
   * The last block whose logs it gets when it asks for a range; `undefined`: no limit.
   * @throws {RpcError} `UNAUTHORIZED`.
   */
  async lastLogBlock(group: GroupId): Promise<bigint | undefined> {
    const limit = await this.#rules.lastLogBlock(this.#reader, group)
    if (limit === 'nothing') throw rpcError('UNAUTHORIZED')
    return limit === 'all' ? undefined : limit
  }

  /**
   * The private transaction behind a marker, if it may see it.
   * @throws as `locatePrivateTransaction`, for payloads of its own.
   */
  locate(marker: TransactionHash): Promise<LocatedPrivateTransaction | undefined> {
    return this.#rules.locate(this.#reader, marker)
  }
}
