import type { PublicBlock } from '../../../chain/PublicBlock.ts'
import { isAtLeast } from '../../../chain/hardfork.ts'
import { nextBaseFee } from '../../../chain/validateHeader.ts'
import type { NodeContext } from '../../../node/NodeContext.ts'
import type { Call } from '../../Call.ts'
import type { JsonValue } from '../../JsonRpc.ts'
import type { MethodSet } from '../../Method.ts'
import { blockAt, blockNamed } from '../../nodeBlocks.ts'
import { blockParameter } from '../../parameters/blockParameter.ts'
import { unsignedInt } from '../../parameters/number.ts'
import { receiptsOf } from '../../publicLogs.ts'
import { quantity } from '../../results/scalars.ts'
import { rpcError } from '../../RpcError.ts'

/** Blocks that a price is found from. */
const PRICE_BLOCKS = 100n
const MOST_HISTORY = 1024

/** Prices of gas. */
export const fees: MethodSet = {
  eth_gasPrice: {
    group: 'ETH',
    fidelity: 'besu',
    params: '',
    result: 'wei: median of the last 100 blocks; without transactions the minimum gas price',
    note: 'At least the base fee of the next block, as in later releases: a wallet that offers it gets through.',
    handler: (_, call) => {
      const { pool } = call.network.parts
      const median = medianOf(call, gasPrices, ({ source }) => ('maxFeePerGas' in source ? undefined : source.gasPrice))
      return quantity(
        [median ?? pool.askedGasPrice, pool.minGasPrice, pool.nextBaseFee].reduce((a, b) => (a > b ? a : b)),
      )
    },
  },
  eth_maxPriorityFeePerGas: {
    group: 'ETH',
    fidelity: 'later',
    params: '',
    result: 'wei: median of the last 100 blocks, without such transactions 0x0',
    note: 'Not in Besu 24.3.0, but wallets ask for it.',
    handler: (_, call) =>
      quantity(
        medianOf(call, priorityFees, ({ source }) =>
          'maxFeePerGas' in source ? source.maxPriorityFeePerGas : undefined,
        ) ?? 0n,
      ),
  },
  eth_feeHistory: {
    group: 'ETH',
    fidelity: 'besu',
    params: 'number of blocks, newest block, percentiles?',
    result: 'base fees, shares of gas used, and fees of miners by percentile',
    note: 'A share of nothing is written 0, where Besu writes 0.0.',
    handler: (params, call) => {
      const count = params.required(0, unsignedInt)
      if (count < 1 || count > MOST_HISTORY) throw rpcError('INVALID_PARAMS')
      const newest = blockNamed(call.node.context, params.required(1, blockParameter))
      const percentiles = params.optional(2, percentileList)
      if (newest === undefined) throw rpcError('INVALID_PARAMS')
      return history(call, BigInt(count), newest, percentiles)
    },
  },
}

type Prices = WeakMap<PublicBlock, bigint | undefined>
const gasPrices: Prices = new WeakMap()
const priorityFees: Prices = new WeakMap()

/** Median over the last blocks; found once for each head. */
function medianOf(
  { node: { context } }: Call,
  known: Prices,
  priceOf: (transaction: PublicBlock['transactions'][number]) => bigint | undefined,
): bigint | undefined {
  const { head } = context.canonical
  if (known.has(head)) return known.get(head)
  const prices: bigint[] = []
  let block: PublicBlock | undefined = head
  while (block !== undefined && block.number > 0n && head.number - block.number < PRICE_BLOCKS) {
    for (const transaction of block.transactions) {
      const price = priceOf(transaction)
      if (price !== undefined) prices.push(price)
    }
    block = context.chain.block(block.parentHash)
  }
  prices.sort(ascending)
  const median = prices[Math.floor(prices.length / 2)]
  known.set(head, median)
  return median
}

function history(
  { node: { context } }: Call,
  count: bigint,
  newest: PublicBlock,
  percentiles: readonly number[] | undefined,
): JsonValue {
  const oldest = newest.number >= count ? newest.number - count + 1n : 0n
  const blocks: PublicBlock[] = []
  for (let number = oldest; number <= newest.number; number++) {
    const block = blockAt(context, number)
    if (block !== undefined) blocks.push(block)
  }
  const next = blockAt(context, newest.number + 1n)?.baseFee ?? nextFee(context, newest)
  const baseFees = blocks.map((block) => block.baseFee ?? 0n)
  return {
    oldestBlock: quantity(oldest),
    baseFeePerGas: [...baseFees, next].map(quantity),
    gasUsedRatio: blocks.map(({ gasUsed, gasLimit }) => Number(gasUsed) / Number(gasLimit)),
    ...(percentiles === undefined ? {} : { reward: blocks.map((block) => rewards(context, block, percentiles)) }),
  }
}

function nextFee({ chain: { genesis } }: NodeContext, block: PublicBlock): bigint {
  return nextBaseFee(genesis, block, block.number + 1n, isAtLeast(block.fork, 'london')) ?? 0n
}

/** What the miner got per gas, by percentile of the gas of the block. */
function rewards({ chain }: NodeContext, block: PublicBlock, percentiles: readonly number[]): JsonValue {
  const { receipts } = receiptsOf(chain, block)
  const baseFee = block.baseFee ?? 0n
  const paid = block.transactions
    .map((transaction, index) => ({
      fee: transaction.gasPrice(block.baseFee) - baseFee,
      gas: receipts[index]?.gasUsed ?? 0n,
    }))
    .sort((a, b) => ascending(a.fee, b.fee))
  if (paid.length === 0) return percentiles.map(() => '0x0')
  const found: JsonValue[] = []
  let gas = 0n
  for (const { fee, gas: used } of paid) {
    gas += used
    const share = (100 * Number(gas)) / Number(block.gasUsed)
    while (found.length < percentiles.length && share >= (percentiles[found.length] ?? 0)) found.push(quantity(fee))
  }
  return found
}

function percentileList(value: unknown): number[] {
  if (!Array.isArray(value)) throw rpcError('INVALID_PARAMS')
  const numbers = value.map((item: unknown) => (typeof item === 'string' ? Number(item) : item))
  if (!numbers.every((number): number is number => typeof number === 'number' && Number.isFinite(number))) {
    throw rpcError('INVALID_PARAMS')
  }
  return numbers.sort((a, b) => a - b)
}

const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)
