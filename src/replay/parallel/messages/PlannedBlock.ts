import { concat } from '../../../primitives/bytes.ts'
import { type BlockHash, toAddress, toBlockHash } from '../../../primitives/identifiers.ts'
import type { ExecutionEnvironment } from '../../../execution/environment.ts'
import type { ByteReader } from './ByteReader.ts'
import type { ByteWriter } from './ByteWriter.ts'

/** What of an environment differs from block to block. */
export type BlockEnvironment = Omit<ExecutionEnvironment, 'chainId' | 'codeSizeLimit' | 'blockHash'>

/** A historic block as a thread is told of it: its transactions are the next so many of the plan. */
export interface PlannedBlock {
  readonly hash: BlockHash
  readonly parentHash: BlockHash
  readonly transactions: number
  readonly environment: BlockEnvironment
}

/** Hands a block over to a thread. */
export function writePlannedBlock(to: ByteWriter, { hash, parentHash, transactions, environment }: PlannedBlock): void {
  const { fork, number, timestamp, coinbase, gasLimit, difficulty, prevRandao, baseFee } = environment
  to.fixed(hash)
  to.fixed(parentHash)
  to.number(transactions)
  to.bytes(Buffer.from(fork, 'latin1'))
  for (const value of [number, timestamp, gasLimit, difficulty]) to.scalar(value)
  to.fixed(coinbase)
  to.bytes(prevRandao)
  to.number(baseFee === undefined ? 0 : 1)
  to.scalar(baseFee ?? 0n)
}

/** What {@link writePlannedBlock} has written. */
export function readPlannedBlock(from: ByteReader): PlannedBlock {
  const hash = toBlockHash(concat(from.fixed(32)))
  const parentHash = toBlockHash(concat(from.fixed(32)))
  const transactions = from.number()
  const fork = Buffer.from(from.bytes()).toString('latin1') as BlockEnvironment['fork']
  const [number, timestamp, gasLimit, difficulty] = [from.scalar(), from.scalar(), from.scalar(), from.scalar()]
  const coinbase = toAddress(concat(from.fixed(20)))
  const prevRandao = concat(from.bytes())
  const hasBaseFee = from.number() === 1
  const baseFee = from.scalar()
  const environment = {
    ...{ fork, number, timestamp, gasLimit, difficulty, coinbase, prevRandao },
    baseFee: hasBaseFee ? baseFee : undefined,
  }
  return { hash, parentHash, transactions, environment }
}
