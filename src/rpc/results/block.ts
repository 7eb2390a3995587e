import type { PublicBlock } from '../../chain/PublicBlock.ts'
import type { PublicChain } from '../../chain/PublicChain.ts'
import type { JsonValue } from '../JsonRpc.ts'
import { data, quantity } from './scalars.ts'
import { minedTransaction } from './transaction.ts'

type Fields = Readonly<Record<string, JsonValue>>

const parts = new WeakMap<PublicBlock, { readonly before: Fields; readonly after: Fields }>()

/** A block (spec 03 §16.2). @param complete with whole transactions instead of hashes. */
export function blockResult(chain: PublicChain, block: PublicBlock, complete: boolean): JsonValue {
  let known = parts.get(block)
  if (known === undefined) parts.set(block, (known = { before: header(chain, block), after: laterForks(block) }))
  const { transactions } = block
  return {
    ...known.before,
    transactions: complete
      ? transactions.map((_, index) => minedTransaction(block, index))
      : transactions.map(({ hash }) => data(hash)),
    ...known.after,
  }
}

function header(chain: PublicChain, block: PublicBlock): Fields {
  const { header } = block.source
  return {
    number: quantity(block.number),
    hash: data(block.hash),
    mixHash: data(header.mixHash),
    parentHash: data(block.parentHash),
    nonce: data(header.nonce),
    sha3Uncles: data(header.uncleHash),
    logsBloom: data(header.logsBloom),
    transactionsRoot: data(header.transactionsTrie),
    stateRoot: data(header.stateRoot),
    receiptsRoot: data(header.receiptTrie),
    miner: data(header.coinbase.bytes),
    difficulty: quantity(header.difficulty),
    totalDifficulty: quantity(chain.totalDifficulty(block.hash)),
    extraData: data(header.extraData),
    ...(header.baseFeePerGas === undefined ? {} : { baseFeePerGas: quantity(header.baseFeePerGas) }),
    size: quantity(block.source.serialize().length),
    gasLimit: quantity(header.gasLimit),
    gasUsed: quantity(header.gasUsed),
    timestamp: quantity(header.timestamp),
    uncles: [],
  }
}

function laterForks({ source: { header, withdrawals } }: PublicBlock): Fields {
  const { withdrawalsRoot, blobGasUsed, excessBlobGas, parentBeaconBlockRoot } = header
  return {
    ...(withdrawalsRoot === undefined ? {} : { withdrawalsRoot: data(withdrawalsRoot) }),
    ...(withdrawals === undefined
      ? {}
      : {
          withdrawals: withdrawals.map(({ index, validatorIndex, address, amount }) => ({
            index: quantity(index),
            validatorIndex: quantity(validatorIndex),
            address: data(address.bytes),
            amount: quantity(amount),
          })),
        }),
    ...(blobGasUsed === undefined ? {} : { blobGasUsed: quantity(blobGasUsed) }),
    ...(excessBlobGas === undefined ? {} : { excessBlobGas: quantity(excessBlobGas) }),
    ...(parentBeaconBlockRoot === undefined ? {} : { parentBeaconBlockRoot: data(parentBeaconBlockRoot) }),
  }
}
