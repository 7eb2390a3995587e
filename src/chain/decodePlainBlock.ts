import type { Block } from '@ethereumjs/block'
import type { TypedTransaction } from '@ethereumjs/tx'
import { CoterieError } from '../errors/CoterieError.ts'
import { DecodeError } from '../errors/DecodeError.ts'
import type { RlpFields } from '../transaction/RlpFields.ts'
import { rlpFields, rlpItems } from '../transaction/strictRlp.ts'
import { forkAt } from './forkSchedule.ts'
import type { Genesis } from './genesis.ts'
import { type HardforkName, isAtLeast } from './hardfork.ts'
import { HEADER } from './headerFields.ts'
import { PlainBlock } from './PlainBlock.ts'
import { PlainTransaction } from './PlainTransaction.ts'
import type { PublicBlock } from './PublicBlock.ts'

/** Makes a block of `@ethereumjs/block` out of the RLP. */
export type MakeSource = (rlp: Uint8Array, fork: HardforkName, chainId: bigint) => Block

const WHAT = 'block'
/** Bytes of the fields of a header in their order; `number` for one, `undefined` for any number of them. */
const LENGTHS = [
  32,
  32,
  20,
  32,
  32,
  32,
  256,
  'number',
  'number',
  'number',
  'number',
  'number',
  undefined,
  32,
  8,
  'number',
]
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
  const fields = rlpFields(header, WHAT)
  if (!isHeader(fields)) return undefined
  const number = fields.number(HEADER.number)
  const fork = forkAt(genesis.forks, number, fields.number(HEADER.timestamp))
  const hasBaseFee = fields.count > HEADER.baseFee
  if (isAtLeast(fork, 'shanghai') || hasBaseFee !== isAtLeast(fork, 'london')) return undefined
  if (fields.number(HEADER.gasUsed) > fields.number(HEADER.gasLimit) || isSpecial(number)) return undefined
  let made: Block | undefined
  const source = (): Block => (made ??= makeSource(rlp, fork, genesis.chainId))
  const read = readTransactions(transactions, { fork, chainId: genesis.chainId }, source)
  return read && new PlainBlock({ rlp, header, fields, fork, transactions: read, source })
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

function isHeader(fields: RlpFields): boolean {
  if (fields.count < HEADER.baseFee || fields.count > LENGTHS.length) return false
  for (let place = 0; place < fields.count; place++) {
    const expected = LENGTHS[place]
    const length = fields.length(place)
    if (expected === 'number') {
      if (length > 32 || fields.hasLeadingZero(place)) return false
    } else if (expected !== undefined && length !== expected) return false
  }
  return true
}
