import type { Hex } from '../primitives/bytes.ts'
import type { BlockSelector } from '../node/blockSelector.ts'
import { textFrom } from '../node/doors.ts'
import { type Abi, decodeResult, encodeCall } from './abi.ts'
import type { Node } from '../node/Node.ts'
import type { PrivateCall } from '../node/privateCall.ts'
import {
  type PrivateResult,
  type PrivateTransactionRequest,
  type SendOptions,
  checkSendOptions,
} from './groupRequests.ts'
import { noContract } from './noContract.ts'

/** What a contract needs of its group. */
interface ContractGroup {
  readonly id: string
  readonly node: Node
  send(request: PrivateTransactionRequest): Promise<PrivateResult>
  call(call: PrivateCall): Promise<Hex>
}

const NAME = 'the name of a function'

/** A contract in a group's private state, seen from one node. Function names and decoding need the package `viem`. */
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

  /** Sends a transaction that calls a function. Arguments may be nodes, accounts or contracts where an address is due. */
  async send(functionName: string, args: readonly unknown[] = [], options: SendOptions = {}): Promise<PrivateResult> {
    checkSendOptions(options)
    const data = await encodeCall(this.abi, textFrom(functionName, NAME), args)
    return this.#group.send({ ...options, to: this.address, data })
  }

  /**
   * Calls a function and decodes what it returns; nothing is changed.
   * @throws {CoterieError} `CALL_FAILED`; where there is no contract, `GROUP_UNKNOWN` if the node does not know the group, else `NOT_FOUND`.
   */
  async call(
    functionName: string,
    args: readonly unknown[] = [],
    options: { readonly from?: string; readonly block?: BlockSelector } = {},
  ): Promise<unknown> {
    const data = await encodeCall(this.abi, textFrom(functionName, NAME), args)
    const output = await this.#group.call({ ...options, to: this.address, data })
    try {
      return await decodeResult(this.abi, functionName, args, output)
    } catch (error) {
      // Nothing is also what an account without code gives.
      if (output !== '0x') throw error
      throw (await noContract(this.#group.node, this.#group.id, this.address, options.block)) ?? error
    }
  }
}
