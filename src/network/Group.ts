import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import { RevertError } from '../errors/RevertError.ts'
import { SubmissionError } from '../errors/SubmissionError.ts'
import { eraOfGroup } from '../execution/askManagement.ts'
import { LOCK_CALL, UNLOCK_CALL, UPGRADE_SELECTOR } from '../management/managementCalls.ts'
import { type EraName, eras } from '../management/eras.ts'
import { MANAGEMENT_PROXY } from '../primitives/addresses.ts'
import { type Hex, concat, fromBase64, fromHex, padLeft, toBase64, toHex } from '../primitives/bytes.ts'
import { type EnclaveKey, toEnclaveKey, toStateRoot } from '../primitives/identifiers.ts'
import type { BlockSelector } from '../node/blockSelector.ts'
import { addressFrom, bytesFrom, choiceFrom, groupIdFrom, listFrom, objectFrom, textFrom } from '../node/doors.ts'
import { membersOfPrivacyGroup } from '../node/offchainGroups.ts'
import type { GroupView, HistoryItem } from '../node/NodeQueries.ts'
import type { PrivateCall } from '../node/privateCall.ts'
import type { PrivateReceiptView } from '../node/PrivateReceiptView.ts'
import type { ReplayReport } from '../replay/ReplayContext.ts'
import { privateContractAddress } from '../transaction/contractAddress.ts'
import { encodeParticipants, encodeRemoveParticipant } from '../transaction/participants.ts'
import { encodePrivateTransaction } from '../transaction/privateTransaction.ts'
import { encodeConstructor } from './abi.ts'
import type { Account } from './account.ts'
import { Contract } from './Contract.ts'
import {
  type AddEstimate,
  type AddOptions,
  type AddReport,
  type ContractCode,
  type CreateGroupOptions,
  type PrivateResult,
  type PrivateTransactionRequest,
  type SendOptions,
  checkAddOptions,
  checkCreateGroupOptions,
  checkRequest,
  checkSendOptions,
} from './groupRequests.ts'
import { namingReverts } from './nameRevert.ts'
import { requireFlexible } from './requireFlexible.ts'
import type { SendingNode } from './SendingNode.ts'
import { signGroupTransaction } from './signGroupTransaction.ts'
import { describeFailure } from './describeFailure.ts'
import { estimateAdd } from './estimateAdd.ts'
import type { Abi } from './viem.ts'

/**
 * A privacy group as one node knows it, with the account of that node. Wrong arguments throw `INVALID_ARGUMENT`. What manages members
 * throws `METHOD_NOT_SUPPORTED` in offchain mode, and what sends throws `STORE_IO` in a network that was opened with `readOnly`. Everything
 * throws `CLOSED` once the network is being closed, which waits for what has begun.
 */
export class Group {
  /** Group id, base64. */
  readonly id: string
  readonly node: SendingNode
  /** The creating transaction, on the handle that `createGroup` gave. */
  readonly creation: PrivateResult | undefined

  /** @internal Handles come from `node.group(id)`. */
  constructor(node: SendingNode, id: string, creation?: PrivateResult) {
    this.node = node
    this.id = id
    this.creation = creation
  }

  /** The group as of a block; `undefined` when the node does not know it then. */
  async state(at: BlockSelector = 'latest'): Promise<GroupView | undefined> {
    return this.#openNode.groupState(this.id, at)
  }

  /** Private state root as of a block, hex. */
  root(at: BlockSelector = 'latest'): Hex {
    return this.#openNode.stateRoot(this.id, at)
  }

  /** Successful private transactions, oldest first. */
  history(): HistoryItem[] {
    return this.#openNode.history(this.id)
  }

  /**
   * Enclave keys of the members, base64, in contract order. Empty when the node has no readable list. In offchain mode those that the
   * node's enclave has for the group, whatever the block.
   * @throws {EnclaveError} in offchain mode, when the enclave is in trouble.
   */
  async members(at: BlockSelector = 'latest'): Promise<readonly string[]> {
    const state = await this.state(at)
    if (this.node.context.privacy === 'offchain') return membersOfPrivacyGroup(this.node.context, this.id)
    return state?.members ?? []
  }

  /** Locks the group: from then on only management transactions are executed. Owner only. */
  lock(options: SendOptions = {}): Promise<PrivateResult> {
    return this.#operation(() => this.#manage('lock', () => LOCK_CALL, options))
  }

  /** Ends a lock without an add. Owner only. */
  unlock(options: SendOptions = {}): Promise<PrivateResult> {
    return this.#operation(() => this.#manage('unlock', () => UNLOCK_CALL, options))
  }

  /**
   * Adds members: locks the group if it is not locked, sends the add with the whole history, and waits until the newcomers
   * have replayed it. Owner only. With manual or interval mining the group must be locked already. After a refusal the group stays locked.
   * @param members node names, or enclave keys in base64.
   * @throws {CoterieError} `ALREADY_A_MEMBER` unless `check` is false; `GROUP_NOT_LOCKED`; `REPLAY_ROOT_MISMATCH` and other refusals of a newcomer's node.
   */
  add(members: string | readonly string[], options?: AddOptions & { readonly dryRun?: false }): Promise<AddReport>
  /**
   * Tells what an add would cost, and does nothing.
   * @throws what the add would throw at once: `ALREADY_A_MEMBER`, `CALL_FAILED` for an account that may not add, a
   *   {@link SubmissionError} for a group that the node does not know, or a key that no node has.
   */
  add(members: string | readonly string[], options: AddOptions & { readonly dryRun: true }): Promise<AddEstimate>
  add(members: string | readonly string[], options: AddOptions = {}): Promise<AddReport | AddEstimate> {
    return this.#operation(() => this.#add(members, options))
  }

  async #add(members: string | readonly string[], options: AddOptions): Promise<AddReport | AddEstimate> {
    requireFlexible(this.node, 'add')
    checkAddOptions(options)
    const { dryRun = false, ...sending } = options
    if (!dryRun) this.node.gateway.requireWritable()
    const keys = [members].flat().map((member) => enclaveKey(this.node, member))
    if (keys.length === 0) throw new CoterieError('INVALID_ARGUMENT', 'name at least one member to add')
    const added = new Set(keys.map(toBase64))
    const before = await this.#stateNow()
    const known = before?.members?.find((member) => added.has(member))
    if (known !== undefined && options.check !== false) {
      throw new CoterieError('ALREADY_A_MEMBER', `${known} is a member already; leave it out`)
    }
    if (dryRun) {
      return estimateAdd(this.node, this.id, [...added], before, encodeParticipants(keys, this.#era()), sending)
    }
    if (before?.locked === false) {
      const locked = await this.#manage('lock', () => LOCK_CALL, { ...sending, check: true })
      if (locked.inclusion === undefined) {
        throw new CoterieError(
          'GROUP_NOT_LOCKED',
          'the lock waits in the pool: when a block has taken it (network.mine(), or the timer), add again',
        )
      }
    }
    const add = (): Uint8Array => encodeParticipants(keys, this.#era())
    const result = await this.#manage('add', add, sending).catch(async (error: unknown) => {
      throw (await this.#stateNow())?.locked === true ? stillLocked(error) : error
    })
    const replays: Record<string, ReplayReport> = {}
    const knowing: string[] = []
    for (const [name, report] of result.inclusion?.reports ?? []) {
      const isNewcomer = [...added].some((key) => this.node.gateway.nodeOf(key)?.name === name)
      if (report.error !== undefined && isNewcomer) throw report.error
      if (isNewcomer && report.known.includes(result.marker)) knowing.push(name)
      const replay = report.replays.find(({ group }) => group === this.id)
      if (replay !== undefined) replays[name] = replay
    }
    const all = Object.values(replays)
    return {
      ...result,
      transactions: Math.max(0, ...all.map(({ transactions }) => transactions)),
      bytes: Math.max(0, ...all.map(({ bytes }) => bytes)),
      milliseconds: all.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      root: this.node.stateRoot(this.id, 'latest'),
      replays,
      known: knowing,
    }
  }

  /**
   * Removes a member; it keeps what it has and gets nothing more. Owner only, while unlocked.
   * @throws {CoterieError} `NOT_A_MEMBER` unless `check` is false.
   */
  remove(member: string, options: SendOptions = {}): Promise<PrivateResult> {
    return this.#operation(() => this.#remove(member, options))
  }

  async #remove(member: string, options: SendOptions): Promise<PrivateResult> {
    requireFlexible(this.node, 'remove')
    checkSendOptions(options)
    this.node.gateway.requireWritable()
    const key = enclaveKey(this.node, member)
    const members = (await this.#stateNow())?.members
    if (members?.includes(toBase64(key)) === false && options.check !== false) {
      throw new CoterieError('NOT_A_MEMBER', `${member} is no member of the group; members are ${members.join(', ')}`)
    }
    return this.#manage('remove', () => encodeRemoveParticipant(key, this.#era()), options)
  }

  /** Replaces the management contract by another contract of the group. Owner only, while unlocked. */
  upgrade(implementation: string, options: SendOptions = {}): Promise<PrivateResult> {
    const data = (): Uint8Array => concat(UPGRADE_SELECTOR, padLeft(addressFrom(implementation), 32))
    return this.#operation(() => this.#manage('upgrade', data, options))
  }

  /**
   * Signs and sends a private transaction of this group.
   * @throws {CoterieError} `CALL_FAILED` when it does not succeed, unless `check` is false; a {@link RevertError} when it reverts.
   * @throws {SubmissionError} when the node refuses it.
   */
  send(request: PrivateTransactionRequest): Promise<PrivateResult> {
    return this.#operation(() => this.#send(request))
  }

  async #send(request: PrivateTransactionRequest): Promise<PrivateResult> {
    checkRequest(request)
    this.node.gateway.requireWritable()
    const account = request.account ?? this.node.account
    if (request.nonce !== undefined) return this.#submit(request, account, request.nonce)
    return this.node.nonces.inTurn(this.id, account.address, (nonce) => this.#submit(request, account, nonce))
  }

  async #submit(request: PrivateTransactionRequest, account: Account, nonce: bigint): Promise<PrivateResult> {
    const signed = signGroupTransaction(this.node, this.id, request, account, nonce)
    const { marker, inclusion } = await this.node.sendUnderWay(encodePrivateTransaction(signed))
    if (inclusion === undefined) this.node.nonces.count(this.id, account.address, marker, nonce)
    const result = { marker, inclusion, receipt: this.node.privateReceipt(marker) }
    if (request.check !== false && inclusion !== undefined && result.receipt?.status !== 1) {
      throw describeFailure(this.node, this.id, request, result)
    }
    return result
  }

  /** What became of a transaction that was still waiting. @param marker hash, hex. */
  result(marker: string): PrivateReceiptView | undefined {
    return this.#openNode.privateReceipt(marker)
  }

  /** The next private nonce of an account: the first from that of the state on that no transaction takes which waits. */
  nextNonce(account: string): bigint {
    return this.#openNode.nonces.next(this.id, account)
  }

  /** Deploys a contract into the group. */
  deploy(contract: ContractCode, options: SendOptions = {}): Promise<Contract> {
    return this.#operation(() => this.#deploy(contract, options))
  }

  async #deploy(contract: ContractCode, options: SendOptions): Promise<Contract> {
    objectFrom(contract, 'a contract', "{ bytecode: '0x…' }")
    checkSendOptions(options)
    this.node.gateway.requireWritable()
    const account = options.account ?? this.node.account
    const data = await encodeConstructor(contract.abi, bytesFrom(contract.bytecode, 'bytecode'), contract.args ?? [])
    const sender = addressFrom(account.address)
    const deployWith = async (nonce: bigint): Promise<Contract> => {
      const address = toHex(privateContractAddress(sender, nonce, groupIdFrom(this.id)))
      const submit = (): Promise<PrivateResult> => this.#submit({ ...options, data }, account, nonce)
      return new Contract(this, address, contract.abi, await namingReverts(contract.abi, submit))
    }
    if (options.nonce !== undefined) return deployWith(options.nonce)
    return this.node.nonces.inTurn(this.id, account.address, deployWith)
  }

  /** A contract that is there already. */
  contract(address: string, abi?: Abi): Contract {
    return new Contract(this, toHex(addressFrom(address)), abi, undefined)
  }

  /** Executes a call and forgets what it changes. @returns return data, hex. */
  call(call: PrivateCall): Promise<Hex>
  /** Calls a function of a contract and decodes what it returns; see `contract.call`. Needs `viem`. */
  call(contract: Contract, functionName: string, args?: readonly unknown[]): Promise<unknown>
  async call(target: PrivateCall | Contract, functionName?: string, args: readonly unknown[] = []): Promise<unknown> {
    const node = this.#openNode
    if (!(target instanceof Contract)) return node.call(this.id, target)
    return this.contract(target.address, target.abi).call(functionName as string, args)
  }

  async #manage(method: string, data: () => Uint8Array, options: SendOptions): Promise<PrivateResult> {
    requireFlexible(this.node, method)
    checkSendOptions(options)
    return this.#send({ ...options, to: toHex(MANAGEMENT_PROXY), data: data() })
  }

  /** The node, for what begins now. */
  get #openNode(): SendingNode {
    this.node.gateway.requireOpen()
    return this.node
  }

  /** Runs what sends, or looks where it is to be sent; its parts use `node` as it is, which serves them until they have ended. */
  #operation<T>(work: () => Promise<T>): Promise<T> {
    return this.node.gateway.operation(work)
  }

  #stateNow(): Promise<GroupView | undefined> {
    return this.node.groupState(this.id, 'latest')
  }

  #era(): EraName {
    const root = toStateRoot(fromHex(this.node.stateRoot(this.id, 'latest')))
    return eraOfGroup(this.node.context.states.reader(groupIdFrom(this.id), root)) ?? eraOfNode(this.node)
  }
}

/** Creates a group on a node; see `NetworkNode.createGroup`. */
export async function createGroup(node: SendingNode, options: CreateGroupOptions): Promise<Group> {
  node.gateway.requireOpen()
  requireFlexible(node, 'createGroup')
  checkCreateGroupOptions(options)
  node.gateway.requireWritable()
  const keys = listFrom(options.members, 'members', "['alice', 'bob']").map((member) => enclaveKey(node, member))
  const era = choiceFrom(options.era ?? eraOfNode(node), Object.keys(eras) as EraName[], 'era')
  if (!keys.some((key) => toBase64(key) === node.enclaveKey)) {
    throw new CoterieError(
      'NOT_A_MEMBER',
      `${node.name} creates the group and must be among its members: add it to members`,
    )
  }
  const id = options.id === undefined ? node.gateway.nextBytes('group id') : groupIdFrom(options.id)
  const group = new Group(node, toBase64(id))
  const data = encodeParticipants(keys, era)
  const account = options.account ?? node.account
  const creation = await group.send({ to: toHex(MANAGEMENT_PROXY), data, account })
  return new Group(node, group.id, creation)
}

function enclaveKey(node: SendingNode, member: string): EnclaveKey {
  const name = textFrom(member, 'a member (name of a node, or enclave key in base64)')
  return toEnclaveKey(fromBase64(node.gateway.enclaveKeyOf(name)))
}

function eraOfNode(node: SendingNode): EraName {
  const { era } = node.context.settings
  return era === 'auto' ? 'v2' : era
}

/** Besu leaves a group locked whose add was refused (FP-167). */
function stillLocked(error: unknown): unknown {
  if (!isCoterieError(error)) return error
  const hint = 'the group is still locked: add again, or call unlock()'
  const message = `${error.message}; ${hint}`
  if (error instanceof SubmissionError) return Object.assign(new SubmissionError(error.besu, hint, error), { message })
  if (error.code !== 'CALL_FAILED') return error
  const options = { cause: error, details: error.details }
  if (error instanceof RevertError) {
    return Object.assign(new RevertError('the add', error.data, error.revert, options), { message })
  }
  return new CoterieError('CALL_FAILED', message, options)
}
