import { type Block, type HeaderData, createBlock } from '@ethereumjs/block'
import type { TypedTransaction } from '@ethereumjs/tx'
import { KECCAK256_RLP_ARRAY } from '@ethereumjs/util'
import { toScalar } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
import { EMPTY_ROOT } from '../state/trie/MerkleTrie.ts'
import { orderedRoot } from '../state/trie/orderedRoot.ts'
import { encodeRlp, encodeRlpList } from '../transaction/encodeRlp.ts'
import { logsBloom } from '../transaction/logsBloom.ts'
import type { DraftHeader } from './blockTemplate.ts'
import { decodeBlock } from './decodeBlock.ts'
import type { Genesis } from './genesis.ts'
import { decodingRules, isAtLeast } from './hardfork.ts'
import { sentBy } from './impersonatedTransaction.ts'
import { type PublicBlock, publicBlock } from './PublicBlock.ts'
import { type PublicReceipt, consensusReceipt } from './publicReceipt.ts'
import type { PublicTransaction } from './PublicTransaction.ts'

/** What the execution of a block gives for its header. */
export interface BlockResults {
  readonly transactions: readonly PublicTransaction[]
  readonly receipts: readonly PublicReceipt[]
  readonly gasUsed: bigint
  readonly stateRoot: StateRoot
}

type HeaderResults = Pick<PublicBlock, 'stateRoot' | 'transactionsRoot' | 'receiptsRoot' | 'logsBloom' | 'gasUsed'>

const NO_UNCLES = Uint8Array.of(0xc0)
const NO_SEAL = new Uint8Array(8)

/**
 * The block that a draft becomes. Before shanghai it is encoded and decoded as one that comes from elsewhere, which takes a fraction of the time
 * that the library takes to make it.
 */
export function sealBlock(draft: DraftHeader, results: BlockResults, genesis: Genesis): PublicBlock {
  const { transactions, receipts, gasUsed, stateRoot } = results
  const header: HeaderResults = {
    gasUsed,
    stateRoot,
    transactionsRoot: orderedRoot(transactions.map(({ wire }) => wire)),
    receiptsRoot: orderedRoot(receipts.map(consensusReceipt)),
    logsBloom: logsBloom(receipts.flatMap(({ logs }) => logs)),
  }
  const isImpersonated = transactions.some(({ impersonated }) => impersonated !== undefined)
  if (!isImpersonated && !isAtLeast(draft.fork, 'shanghai')) {
    return decodeBlock(encodeBlock(draft, header, transactions), genesis)
  }
  const sources = transactions.map(({ source }) => source)
  const sealed = libraryBlock(draft, genesis, { transactions: sources, header })
  for (const [index, { impersonated }] of transactions.entries()) {
    const transaction = sealed.transactions[index]
    if (transaction !== undefined && impersonated !== undefined) sentBy(transaction, impersonated)
  }
  return publicBlock(sealed, draft.fork)
}

/** A block of `@ethereumjs/block`; without results it is what the transactions of the draft see. */
export function libraryBlock(
  draft: DraftHeader,
  { chainId }: Pick<Genesis, 'chainId'>,
  results?: { readonly transactions: TypedTransaction[]; readonly header: HeaderResults },
): Block {
  const { fork, baseFee, ...fields } = draft
  const shanghai = isAtLeast(fork, 'shanghai')
  const header: HeaderData = {
    ...fields,
    ...(baseFee === undefined ? {} : { baseFeePerGas: baseFee }),
    ...(shanghai ? { withdrawalsRoot: EMPTY_ROOT } : {}),
    ...(isAtLeast(fork, 'cancun')
      ? { blobGasUsed: 0n, excessBlobGas: 0n, parentBeaconBlockRoot: new Uint8Array(32) }
      : {}),
    ...(results === undefined ? {} : headerData(results.header)),
  }
  const transactions = results === undefined ? {} : { transactions: results.transactions }
  const common = decodingRules(fork, chainId)
  return createBlock(
    { header, ...transactions, ...(shanghai ? { withdrawals: [] } : {}) },
    { common, skipConsensusFormatValidation: true, freeze: false },
  )
}

function headerData({ transactionsRoot, receiptsRoot, ...others }: HeaderResults): HeaderData {
  return { ...others, transactionsTrie: transactionsRoot, receiptTrie: receiptsRoot }
}

/** RLP of a block before shanghai. */
function encodeBlock(
  draft: DraftHeader,
  results: HeaderResults,
  transactions: readonly PublicTransaction[],
): Uint8Array {
  const header = encodeRlp([
    draft.parentHash,
    KECCAK256_RLP_ARRAY,
    draft.coinbase,
    results.stateRoot,
    results.transactionsRoot,
    results.receiptsRoot,
    results.logsBloom,
    ...[draft.difficulty, draft.number, draft.gasLimit, results.gasUsed, draft.timestamp].map(toScalar),
    draft.extraData,
    draft.mixHash,
    NO_SEAL,
    ...(draft.baseFee === undefined ? [] : [toScalar(draft.baseFee)]),
  ])
  const encoded = transactions.map(({ type, wire }) => (type === 0 ? wire : encodeRlp(wire)))
  return encodeRlpList([header, encodeRlpList(encoded), NO_UNCLES])
}
