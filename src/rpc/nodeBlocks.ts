import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { NodeContext } from '../node/NodeContext.ts'
import { equalBytes } from '../primitives/bytes.ts'
import { toBlockHash } from '../primitives/identifiers.ts'
import type { BlockParameter } from './parameters/blockParameter.ts'
import type { StateBlock } from './parameters/stateBlock.ts'
import { rpcError } from './RpcError.ts'

/** A block of the node's canonical chain. */
export function blockAt({ chain, canonical }: NodeContext, number: bigint): PublicBlock | undefined {
  const hash = number < 0n ? undefined : canonical.hashAt(number)
  return hash && chain.block(hash)
}

/** The block that a parameter names. @throws {RpcError} `UNKNOWN_BLOCK`: there is no finality here. */
export function blockNamed(node: NodeContext, parameter: BlockParameter): PublicBlock | undefined {
  if (parameter === 'latest') return node.canonical.head
  if (parameter === 'safe' || parameter === 'finalized') throw rpcError('UNKNOWN_BLOCK')
  return blockAt(node, parameter === 'earliest' ? 0n : parameter)
}

/** A block of any branch that the node has imported. */
export function importedBlock({ chain, canonical }: NodeContext, hash: Uint8Array): PublicBlock | undefined {
  const block = toBlockHash(hash)
  return canonical.has(block) ? chain.block(block) : undefined
}

/** Whether a block is on the node's canonical chain. */
export function isCanonical({ canonical }: NodeContext, { number, hash }: PublicBlock): boolean {
  const found = canonical.hashAt(number)
  return found !== undefined && equalBytes(found, hash)
}

/**
 * The block whose state is asked for.
 * @throws {RpcError} `BLOCK_NOT_FOUND`, `UNKNOWN_BLOCK`, `INVALID_PARAMS` for a negative number, `INVALID_INPUT` for a block
 * that should be canonical.
 */
export function stateBlockOf(node: NodeContext, parameter: StateBlock): PublicBlock {
  if (parameter.kind === 'number') {
    if (typeof parameter.block === 'bigint' && parameter.block < 0n) throw rpcError('INVALID_PARAMS')
    return found(blockNamed(node, parameter.block))
  }
  const block = found(importedBlock(node, parameter.hash))
  if (parameter.requireCanonical && !isCanonical(node, block)) throw rpcError('INVALID_INPUT')
  return block
}

function found(block: PublicBlock | undefined): PublicBlock {
  if (block === undefined) throw rpcError('BLOCK_NOT_FOUND')
  return block
}
