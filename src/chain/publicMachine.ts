import type { ParamsDict } from '@ethereumjs/common'
import { type EVMMockBlockchainInterface, createEVM, paramsEVM } from '@ethereumjs/evm'
import { type VM, createVM } from '@ethereumjs/vm'
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

/** A machine of `@ethereumjs/vm` for one protocol version. */
export async function publicMachine(fork: HardforkName, options: PublicMachineOptions): Promise<VM> {
  const { genesis, stateManager, blockHash } = options
  const common = createCommon(fork, genesis.chainId)
  const blockchain: EVMMockBlockchainInterface = {
    getBlock: async (number) => {
      const hash = typeof number === 'number' ? blockHash(BigInt(number)) : undefined
      return { hash: () => hash ?? new Uint8Array(32) }
    },
    putBlock: async () => undefined,
    shallowCopy: () => blockchain,
  }
  const evm = await createEVM({ common, stateManager, blockchain, params: evmParams(genesis.codeSizeLimit) })
  return createVM({ common, stateManager, evm })
}

/** The library's parameters with the network's limit of deployed code (EIP-170). */
function evmParams(codeSizeLimit: number): ParamsDict {
  return { ...paramsEVM, 607: { ...paramsEVM[607], maxCodeSize: codeSizeLimit } }
}
