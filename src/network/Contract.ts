import { CoterieError } from '../errors/CoterieError.ts'
import type { Hex } from '../primitives/bytes.ts'
import type { BlockSelector } from '../node/blockSelector.ts'
import { objectFrom, textFrom } from '../node/doors.ts'
import { decodeEvents, decodeResult, encodeCall } from './abi.ts'
import type { LogView } from '../node/LogView.ts'
import type { PrivateCall } from '../node/privateCall.ts'
import {
  type PrivateResult,
  type PrivateTransactionRequest,
  type SendOptions,
  checkSendOptions,
} from './groupRequests.ts'
import { namingReverts } from './nameRevert.ts'
import { noContract } from './noContract.ts'
import type { SendingNode } from './SendingNode.ts'
import type { Abi } from './viem.ts'

/** What a contract needs of its group. */
interface ContractGroup {
  readonly id: string
  readonly node: SendingNode
  send(request: PrivateTransactionRequest): Promise<PrivateResult>
  call(call: PrivateCall): Promise<Hex>
}

/** An event of a contract, decoded. */
export interface ContractEvent {
  readonly name: string
  /** By name; by place (0, 1, …) where a parameter of the event has none. Of indexed texts, bytes and lists there is only the hash. */
  readonly args: Readonly<Record<string, unknown>>
  readonly log: LogView
}

const NAME = 'the name of a function'

/** A contract in a group's private state, seen from one node. Names of functions, errors and events need the package `viem`. */
export class Contract {
  /** Hex of 20 bytes. */
  readonly address: Hex
  readonly abi: Abi | undefined
  /** What its deployment gave; `undefined` for a contract that was there already. */
  readonly deployment: PrivateResult | undefined
  readonly #group: ContractGroup

  /** @internal Handles come from `group.deploy` and `group.contract`. */
  constructor(group: ContractGroup, address: Hex, abi: Abi | undefined, deployment: PrivateResult | undefined) {
    this.#group = group
    this.address = address
    this.abi = abi
    this.deployment = deployment
  }

  /**
   * Sends a transaction that calls a function. Arguments may be nodes, accounts or contracts where an address is due.
   * @param functionName its name, or its signature (`transfer(address,uint256)`), which tells it from others of the same name.
   * @throws {CoterieError} `CALL_FAILED` when it does not succeed, unless `check` is false; a {@link RevertError} when it reverts.
   */
  async send(functionName: string, args: readonly unknown[] = [], options: SendOptions = {}): Promise<PrivateResult> {
    this.#group.node.gateway.requireOpen()
    checkSendOptions(options)
    const data = await encodeCall(this.abi, textFrom(functionName, NAME), args)
    return namingReverts(this.abi, () => this.#group.send({ ...options, to: this.address, data }))
  }

  /**
   * Calls a function and decodes what it returns; nothing is changed.
   * @param functionName its name or its signature.
   * @throws {CoterieError} `CALL_FAILED`, a {@link RevertError} when it reverts; where there is no contract, `GROUP_UNKNOWN` if the node does not know the group, else `NOT_FOUND`.
   */
  async call(
    functionName: string,
    args: readonly unknown[] = [],
    options: { readonly from?: string; readonly block?: BlockSelector } = {},
  ): Promise<unknown> {
    this.#group.node.gateway.requireOpen()
    const data = await encodeCall(this.abi, textFrom(functionName, NAME), args)
    const output = await namingReverts(this.abi, () => this.#group.call({ ...options, to: this.address, data }))
    try {
      return await decodeResult(this.abi, functionName, args, output)
    } catch (error) {
      // Nothing is also what an account without code gives.
      if (output !== '0x') throw error
      throw (await noContract(this.#group.node, this.#group.id, this.address, options.block)) ?? error
    }
  }

  /**
   * Decodes the events of this contract that a transaction has led to. Those of other contracts, and those that the ABI does not have, are
   * left out: a receipt has them all.
   * @param of what `send` gave, or a receipt: `group.result(marker)`, `contract.deployment`, `network.publicReceipt(hash)`.
   * @throws {CoterieError} `INVALID_ARGUMENT` when there is no receipt (yet).
   */
  async events(of: PrivateResult | { readonly logs: readonly LogView[] }): Promise<ContractEvent[]> {
    const given = objectFrom(of, 'a result of send, or a receipt,', "await contract.send('transfer', [bob, 1n])")
    const logs = 'logs' in given ? given.logs : given.receipt?.logs
    if (logs === undefined) {
      const advice = 'when a block has the transaction, give group.result(marker)'
      throw new CoterieError('INVALID_ARGUMENT', `there is no receipt to find events in; ${advice}`)
    }
    return decodeEvents(
      this.abi,
      logs.filter(({ address }) => address === this.address),
    )
  }
}
