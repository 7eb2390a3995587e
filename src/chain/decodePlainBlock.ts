import type { Block } from '@ethereumjs/block'
import type { TypedTransaction } from '@ethereumjs/tx'
import { keccak256 } from '../crypto/keccak.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import { toBigInt } from '../primitives/bytes.ts'
import { toAddress, toBlockHash, toStateRoot } from '../primitives/identifiers.ts'
import { type RlpItem, decodeRlp, rlpItems } from '../transaction/strictRlp.ts'
import { forkAt } from './forkSchedule.ts'
import type { Genesis } from './genesis.ts'
import { type HardforkName, isAtLeast } from './hardfork.ts'
import { PlainTransaction } from './PlainTransaction.ts'
import type { PublicBlock } from './PublicBlock.ts'

/** Makes a block of `@ethereumjs/block` out of the RLP. */
export type MakeSource = (rlp: Uint8Array, fork: HardforkName, chainId: bigint) => Block

const WHAT = 'block'
/** Places of the numbers in a header: difficulty, number, gas limit, gas used, timestamp, base fee. */
const NUMBERS = new Set([7, 8, 9, 10, 11, 15])
/** Bytes of the other fields; extra data have any number. */
const LENGTHS = [32, 32, 20, 32, 32, 32, 256, 0, 0, 0, 0, 0, undefined, 32, 8]
const FIELDS = 15
/** Blocks of Mainnet with rules of their own, which the library applies everywhere: those of the DAO fork, and the first of london. */
const FIRST_OF_DAO = 1_920_000n
const LAST_OF_DAO = 1_920_009n
const FIRST_OF_LONDON = 12_965_000n

/**
 * Decodes a block before shanghai whose transactions are all {@link PlainTransaction}s, as nearly all blocks with markers are; that
 * takes a fraction of the library's time.
 * @param makeSource called when somebody wants the library's object.
 * @returns `undefined` for any other block, and when there is anything about it that the library might judge.
 */
export function decodePlainBlock(given: Uint8Array, genesis: Genesis, makeSource: MakeSource): PublicBlock | undefined {
  try {
    // Nobody else may change it.
    return decode(new Uint8Array(given), genesis, makeSource)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function decode(rlp: Uint8Array, genesis: Genesis, makeSource: MakeSource): PublicBlock | undefined {
  const [header, transactions, uncles, ...more] = rlpItems(rlp, WHAT)
  if (header === undefined || transactions === undefined || uncles?.length !== 1 || more.length > 0) return undefined
  if (uncles[0] !== 0xc0) return undefined
  const fields = decodeRlp(header, WHAT)
  if (!isHeader(fields)) return undefined
  const at = (index: number): Uint8Array => fields[index] as Uint8Array
  const [number, gasLimit, gasUsed, timestamp] = [8, 9, 10, 11].map((index) => toBigInt(at(index)))
  if (number === undefined || gasLimit === undefined || gasUsed === undefined || timestamp === undefined)
    return undefined
  const fork = forkAt(genesis.forks, number, timestamp)
  const hasBaseFee = fields.length > FIELDS
  if (isAtLeast(fork, 'shanghai') || hasBaseFee !== isAtLeast(fork, 'london')) return undefined
  if (gasUsed > gasLimit || isSpecial(number)) return undefined
  let source: Block | undefined
  const made = (): Block => (source ??= makeSource(rlp, fork, genesis.chainId))
  const read = readTransactions(transactions, { fork, chainId: genesis.chainId }, made)
  return (
    read && {
      hash: toBlockHash(keccak256(header)),
      parentHash: toBlockHash(at(0)),
      number,
      fork,
      stateRoot: toStateRoot(at(3)),
      timestamp,
      coinbase: toAddress(at(2)),
      gasLimit,
      gasUsed,
      difficulty: toBigInt(at(7)),
      mixHash: at(13),
      baseFee: hasBaseFee ? toBigInt(at(15)) : undefined,
      transactionsRoot: at(4),
      receiptsRoot: at(5),
      logsBloom: at(6),
      transactions: read,
      rlp,
      get source() {
        return made()
      },
      isPlain: true,
    }
  )
}

function readTransactions(
  list: Uint8Array,
  rules: { readonly fork: HardforkName; readonly chainId: bigint },
  block: () => Block,
): PlainTransaction[] | undefined {
  const read: PlainTransaction[] = []
  for (const [index, wire] of rlpItems(list, WHAT).entries()) {
    const transaction = PlainTransaction.read(wire, rules, () => sourceAt(block(), index))
    if (transaction === undefined) return undefined
    read.push(transaction)
  }
  return read
}

function sourceAt({ transactions }: Block, index: number): TypedTransaction {
  const found = transactions[index]
  if (found === undefined) throw new CoterieError('BLOCK_INVALID', `the block has no transaction ${index}`)
  return found
}

const isSpecial = (number: bigint): boolean =>
  (number >= FIRST_OF_DAO && number <= LAST_OF_DAO) || number === FIRST_OF_LONDON

function isHeader(fields: RlpItem): fields is Uint8Array[] {
  if (!Array.isArray(fields) || fields.length < FIELDS || fields.length > FIELDS + 1) return false
  return fields.every((field, index) => {
    if (!(field instanceof Uint8Array)) return false
    // Numbers have no leading zeros.
    if (NUMBERS.has(index)) return field.length <= 32 && field[0] !== 0
    return LENGTHS[index] === undefined || field.length === LENGTHS[index]
  })
}
