import type { EVMMockBlockchainInterface } from '@ethereumjs/evm'
import type { RunTxOpts, RunTxResult } from '@ethereumjs/vm'
import type { Genesis } from './genesis.ts'
import { type HardforkName, createCommon } from './hardfork.ts'
import type { PublicStateManager } from './PublicStateManager.ts'

/** What a machine for public transactions is made with. */
export interface PublicMachineOptions {
  readonly genesis: Pick<Genesis, 'chainId' | 'codeSizeLimit'>
  readonly stateManager: PublicStateManager
  /** Hash of an ancestor of the block being executed, by number. */
  readonly blockHash: (number: bigint) => Uint8Array | undefined
}

/** Executes one transaction. Throws what `@ethereumjs/vm` throws when it is invalid. */
export type PublicMachine = (transaction: RunTxOpts) => Promise<RunTxResult>

/** A machine of `@ethereumjs/vm` for one protocol version. The library is loaded when the first machine is made. */
export async function publicMachine(fork: HardforkName, options: PublicMachineOptions): Promise<PublicMachine> {
  const { genesis, stateManager, blockHash } = options
  const [{ createEVM, paramsEVM }, { createVM, runTx }] = await Promise.all([
    import('@ethereumjs/evm'),
    import('@ethereumjs/vm'),
  ])
  const common = createCommon(fork, genesis.chainId)
  const blockchain: EVMMockBlockchainInterface = {
    getBlock: async (number) => {
      const hash = typeof number === 'number' ? blockHash(BigInt(number)) : undefined
      return { hash: () => hash ?? new Uint8Array(32) }
    },
    putBlock: async () => undefined,
    shallowCopy: () => blockchain,
  }
  // The library's parameters with the network's limit of deployed code (EIP-170).
  const params = { ...paramsEVM, 607: { ...paramsEVM[607], maxCodeSize: genesis.codeSizeLimit } }
  const evm = await createEVM({ common, stateManager, blockchain, params })
  const vm = await createVM({ common, stateManager, evm })
  return (transaction) => runTx(vm, transaction)
}
