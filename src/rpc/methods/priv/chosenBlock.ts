import type { PublicBlock } from '../../../chain/PublicBlock.ts'
import type { NodeContext } from '../../../node/NodeContext.ts'
import type { BlockParameter } from '../../parameters/blockParameter.ts'
import { rpcError } from '../../RpcError.ts'

/** Number of the block that a parameter means on a node; maybe negative or above the head. @throws {RpcError} `UNKNOWN_BLOCK`. */
export function chosenNumber({ canonical }: NodeContext, parameter: BlockParameter): bigint {
  if (parameter === 'latest') return canonical.head.number
  if (parameter === 'earliest') return 0n
  // The chain has no finality of proof of stake.
  if (typeof parameter === 'string') throw rpcError('UNKNOWN_BLOCK')
  return parameter
}

/** The canonical block with a number; `undefined` above the head. @throws {RpcError} `INTERNAL_ERROR` for a negative number. */
export function blockWithNumber({ canonical, chain }: NodeContext, number: bigint): PublicBlock | undefined {
  if (number < 0n) throw rpcError('INTERNAL_ERROR')
  if (number === canonical.head.number) return canonical.head
  const hash = canonical.hashAt(number)
  return hash && chain.block(hash)
}
