/** Runs the management contracts in a plain EVM: what they do, without anything of the private state around them. */
import { Common, type Hardfork, Mainnet } from '@ethereumjs/common'
import { type EVM, type EVMMockBlockchainInterface, type EVMRunCallOpts, createEVM } from '@ethereumjs/evm'
import { Address } from '@ethereumjs/util'
import { DEFAULT_MANAGEMENT_CONTRACT, MANAGEMENT_PROXY } from '../../src/primitives/addresses.ts'
import { type Hex, fromHex, padLeft, toHex, toWord } from '../../src/primitives/bytes.ts'
import { managementBytecode } from '../../src/management/bytecode.ts'

/** 0x7c, where the proxy is. */
export const PROXY = toHex(MANAGEMENT_PROXY)
/** 0x7b, where the default management contract is. */
export const CONTRACT = toHex(DEFAULT_MANAGEMENT_CONTRACT)
/** The account that creates groups in these tests (spec 01 §12). */
export const OWNER: Hex = '0xfe3b557e8fb62b89f4916b721be55ceb828dbd73'
/** Another account. */
export const STRANGER: Hex = '0x627306090abab3a6e1400e9345bc60c78a8bef57'
/** Coinbase of the blocks (spec 01 §12). */
export const COINBASE: Hex = '0x00000000000000000000000000000000000c01bb'

/** What a call came to. Everything in hex. */
export interface Outcome {
  /** `ok`, or the name of the EVM's exception, such as `revert`. */
  readonly result: string
  /** Returned or revert data. */
  readonly output: Hex
  readonly logs: readonly { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex }[]
}

/** Options of {@link ManagementEvm.call}. */
export interface CallOptions {
  /** Signer of the transaction; default {@link OWNER}. */
  readonly from?: Hex
  /** Default {@link PROXY}. */
  readonly to?: Hex
  /** Wei; default 0. */
  readonly value?: bigint
}

const address = (hex: Hex): Address => new Address(fromHex(hex))

/** The hash that the block with this number has in these tests. */
export const hashOfBlock = (number: bigint): Hex => toHex(toWord(0xb10c_0000n + number))

/** One group in its genesis state: the contract at 0x7b, the proxy at 0x7c with slot 0 = 0x7b (spec 02 §5). */
export class ManagementEvm {
  /** Number of the block that calls run in; its parent has the hash {@link parentHash}. */
  blockNumber = 1n
  /** Default: {@link hashOfBlock} of the number before. */
  parentHash: Hex | undefined
  readonly #evm: EVM

  private constructor(evm: EVM) {
    this.#evm = evm
  }

  /** Builds the group's genesis for an era. */
  static async create(era: 'v1' | 'v2', hardfork: Hardfork): Promise<ManagementEvm> {
    const common = new Common({ chain: Mainnet, hardfork })
    const blockchain: EVMMockBlockchainInterface = {
      getBlock: async (number) => {
        const isParent = BigInt(number) === group.blockNumber - 1n
        const hash = (isParent ? group.parentHash : undefined) ?? hashOfBlock(BigInt(number))
        return { hash: () => fromHex(hash) }
      },
      putBlock: async () => {},
      shallowCopy: () => blockchain,
    }
    const group = new ManagementEvm(await createEVM({ common, blockchain }))
    await group.setCode(CONTRACT, managementBytecode[era].contract)
    await group.setCode(PROXY, managementBytecode[era].proxy)
    await group.#evm.stateManager.putStorage(address(PROXY), toWord(0n), padLeft(DEFAULT_MANAGEMENT_CONTRACT, 32))
    return group
  }

  /** Puts runtime code at an address. */
  async setCode(at: Hex, code: Hex): Promise<void> {
    await this.#evm.stateManager.putCode(address(at), fromHex(code))
  }

  /** Value of a storage slot as a word. */
  async slot(at: Hex, slot: bigint | Hex): Promise<Hex> {
    const key = typeof slot === 'bigint' ? toWord(slot) : fromHex(slot)
    return toHex(padLeft(await this.#evm.stateManager.getStorage(address(at), key), 32))
  }

  /** Runs a transaction with this call data; its effects stay if it succeeds. */
  async call(data: Hex, { from = OWNER, to = PROXY, value = 0n }: CallOptions = {}): Promise<Outcome> {
    const block: NonNullable<EVMRunCallOpts['block']> = {
      header: {
        number: this.blockNumber,
        coinbase: address(COINBASE),
        timestamp: 1_700_000_000n,
        difficulty: 1n,
        prevRandao: toWord(0n),
        gasLimit: 30_000_000n,
        baseFeePerGas: 0n,
        getBlobGasPrice: () => undefined,
      },
    }
    const signer = address(from)
    const { execResult } = await this.#evm.runCall({
      block,
      caller: signer,
      origin: signer,
      to: address(to),
      data: fromHex(data),
      value,
      gasLimit: 3_000_000n,
      skipBalance: true,
    })
    return {
      result: execResult.exceptionError?.error ?? 'ok',
      output: toHex(execResult.returnValue),
      logs: (execResult.logs ?? []).map(([emitter, topics, bytes]) => ({
        address: toHex(emitter),
        topics: topics.map(toHex),
        data: toHex(bytes),
      })),
    }
  }

  /** Numbers of the opcodes that the EVM's fork has. */
  get opcodes(): ReadonlySet<number> {
    return new Set(this.#evm.getActiveOpcodes().keys())
  }
}
