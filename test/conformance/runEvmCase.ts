import { RLP } from '@ethereumjs/rlp'
import { type EngineName, GroupSandbox, type SandboxBlock, type SandboxResult } from '../../src/index.ts'
import type { Comparison, Place } from './Comparison.ts'
import type { EvmCase } from './evmRecording.ts'

type RecordedBlock = EvmCase['blocks'][number]
type RecordedTransaction = RecordedBlock['txs'][number]

/** Executes the transactions of a program case one after the other and compares what becomes of each. */
export async function runEvmCase(recorded: EvmCase, comparison: Comparison, engine: EngineName): Promise<void> {
  const sandbox = new GroupSandbox({
    group: recorded.group,
    fork: recorded.fork,
    chainId: BigInt(recorded.chainId),
    publicState: recorded.publicAlloc,
    era: 'v2',
    engine,
  })
  const hashes = blockHashes(recorded, comparison)
  for (const block of recorded.blocks) {
    const environment = environmentOf(recorded, block, hashes)
    for (const [index, transaction] of block.txs.entries()) {
      const place = { delivery: block.number, node: undefined, field: `${recorded.id}.txs[${index}]` }
      compareWire(recorded, transaction, place, comparison)
      const result = await sandbox.execute(environment, transaction.wire, transaction.version)
      comparison.compare(place, transaction.expect, outcomeOf(result))
    }
  }
}

/** Hashes that BLOCKHASH sees. Blocks follow one another without gaps from the genesis block on. */
function blockHashes({ id, genesisHash, blocks }: EvmCase, comparison: Comparison): ReadonlyMap<bigint, string> {
  const hashes = new Map([[0n, genesisHash]])
  for (const [index, { number, hash, parentHash }] of blocks.entries()) {
    const place = { delivery: number, node: undefined, field: id }
    const parent = { number: index + 1, parentHash: hashes.get(BigInt(index)) }
    comparison.compare(place, { number, parentHash }, parent)
    hashes.set(BigInt(number), hash)
  }
  return hashes
}

function environmentOf(
  { coinbase }: EvmCase,
  { number, timestamp, gasLimit, difficulty, prevRandao, baseFee }: RecordedBlock,
  hashes: ReadonlyMap<bigint, string>,
): SandboxBlock {
  return {
    number: BigInt(number),
    timestamp: BigInt(timestamp),
    coinbase,
    gasLimit: BigInt(gasLimit),
    difficulty: BigInt(difficulty),
    ...(prevRandao === null ? {} : { prevRandao }),
    ...(baseFee === null ? {} : { baseFee: BigInt(baseFee) }),
    blockHash: (ancestor) => hashes.get(ancestor),
  }
}

/** What the recording says beside the signed transaction stands in it, too. */
function compareWire(
  { group }: EvmCase,
  { wire, senderKey }: RecordedTransaction,
  place: Place,
  comparison: Comparison,
): void {
  const items = RLP.decode(Buffer.from(wire.slice(2), 'hex'))
  const base64 = (index: number): string => Buffer.from(items[index] as Uint8Array).toString('base64')
  comparison.compare(place, { senderKey, group }, { senderKey: base64(9), group: base64(10) })
}

function outcomeOf({ receipt, root }: SandboxResult): Record<string, unknown> {
  return receipt === undefined ? { status: null, root } : { ...receipt, root }
}
