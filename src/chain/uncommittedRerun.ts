import { equalBytes, toHex } from '../primitives/bytes.ts'
import { EMPTY_CODE_HASH, isEmptyCodeHash } from '../state/account.ts'
import type { PublicView } from '../state/PublicView.ts'
import { maxBlobFee } from './blobGas.ts'
import type { BlockOutline, TransactionOutline } from './BlockOutline.ts'
import { gasOnParent } from './gasOnParent.ts'
import type { PublicChain } from './PublicChain.ts'
import type { PublicTransaction } from './PublicTransaction.ts'

/** How far a block gets when all its transactions are executed on the state of its parent, none seeing another's effects. */
export interface UncommittedRerun {
  /** Number of transactions that are begun: the one that is found invalid is among them, later ones are not. */
  readonly begun: number
  /** Why the block was given up; `undefined` when all transactions were valid. */
  readonly abandoned: string | undefined
}

/**
 * Besu replays a historic block on the public state of its parent without carrying effects from one transaction to the
 * next (spec 02 §13.3, step 5b). A second transaction of one sender is therefore invalid, and Besu gives the block up
 * there; also where the gas that the transactions before have used, in this execution, leaves less than the next one may use. What
 * decides is mostly nonce, balance, code of the sender, and the gas limits: transactions are executed, and a promise is made, only
 * where the limits do not all fit into the block.
 */
export function uncommittedRerun(
  chain: PublicChain,
  block: BlockOutline,
): UncommittedRerun | Promise<UncommittedRerun> {
  return rerunWithoutExecution(chain, block) ?? rerunWithExecution(chain, block)
}

/** The same at once; `undefined` where transactions would have to be executed. */
export function rerunWithoutExecution(chain: PublicChain, block: BlockOutline): UncommittedRerun | undefined {
  if (allAreSafe(block)) return { begun: block.transactions.length, abandoned: undefined }
  const { done, value } = closeLook(chain, block).next()
  return done === true ? value : undefined
}

async function rerunWithExecution(chain: PublicChain, outline: BlockOutline): Promise<UncommittedRerun> {
  const block = chain.requireBlock(outline.hash)
  const look = closeLook(chain, outline)
  let step = look.next()
  while (step.done !== true) step = look.next(await gasOnParent(chain, block, step.value))
  return step.value
}

/**
 * Whether every transaction of a valid block is valid on the block's parent, whoever sent it. That spares decoding the block and
 * recovering senders for almost all blocks with markers.
 */
function allAreSafe(block: BlockOutline): boolean {
  if (isTight(block)) return false
  const nonces = new Set<bigint>()
  for (const transaction of block.transactions) {
    if (!isSafe(transaction, nonces)) return false
    nonces.add(transaction.nonce)
  }
  return true
}

/** Whether it depends on the gas that transactions use whether all of them fit into the block. */
function isTight({ transactions, gasLimit }: BlockOutline): boolean {
  let most = 0n
  for (const transaction of transactions) most += transaction.gasLimit
  return most > gasLimit
}

/** A transaction that pays nothing, while no earlier one of the block has the nonce before its own. */
function isSafe(transaction: TransactionOutline, earlier: ReadonlySet<bigint>): boolean {
  const { price, value, nonce, fakeSignature, hasBlobs } = transaction
  return price === 0n && value === 0n && !hasBlobs && !fakeSignature && !earlier.has(nonce - 1n)
}

/** Asks for the gas that a transaction uses on the parent where that decides. */
function* closeLook(chain: PublicChain, outline: BlockOutline): Generator<PublicTransaction, UncommittedRerun, bigint> {
  const parent = chain.stateAfter(chain.outline(outline.parentHash))
  const block = chain.requireBlock(outline.hash)
  const tight = isTight(outline)
  const nonces = new Set<bigint>()
  /** What the transactions so far have used at most, and those that may have used less. */
  let gas = 0n
  const uncertain: PublicTransaction[] = []
  for (const [index, transaction] of block.transactions.entries()) {
    while (gas + transaction.gasLimit > outline.gasLimit) {
      const earlier = uncertain.shift()
      if (earlier === undefined) {
        return { begun: index, abandoned: `transaction ${toHex(transaction.hash)} exceeds the gas limit of the block` }
      }
      gas += (yield earlier) - earlier.gasLimit
    }
    const summary = outline.transactions[index]
    const safe = summary !== undefined && isSafe(summary, nonces)
    const problem = safe ? undefined : problemOf(transaction, accountOf(transaction, parent))
    nonces.add(transaction.nonce)
    if (problem !== undefined) {
      return {
        begun: index + 1,
        abandoned: `transaction ${toHex(transaction.hash)} is invalid on the parent: ${problem}`,
      }
    }
    const certain = tight ? certainGas(transaction, parent) : undefined
    if (certain === undefined) uncertain.push(transaction)
    gas += certain ?? transaction.gasLimit
  }
  return { begun: block.transactions.length, abandoned: undefined }
}

/** What a transaction uses that executes no code, as markers do; `undefined` for others. */
function certainGas(transaction: PublicTransaction, parent: PublicView): bigint | undefined {
  const { to } = transaction
  if (to === undefined || mayBePrecompiled(to)) return undefined
  const account = parent.account(toHex(to))
  return account === undefined || isEmptyCodeHash(account.codeHash) ? transaction.intrinsicGas() : undefined
}

/** Above the precompiled contracts of every fork, below those of privacy, which only markers go to. */
const PRECOMPILED = 0x40

function mayBePrecompiled(address: Uint8Array): boolean {
  return (address[19] ?? 0) < PRECOMPILED && address.subarray(0, 19).every((byte) => byte === 0)
}

const accountOf = (transaction: PublicTransaction, parent: PublicView) => parent.account(toHex(transaction.sender()))

function problemOf(
  transaction: PublicTransaction,
  sender: { nonce: bigint; balance: bigint; codeHash: Uint8Array } | undefined,
): string | undefined {
  const { nonce: own, gasLimit, maxGasPrice, value, impersonated } = transaction
  const { nonce, balance, codeHash } = sender ?? { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH }
  if (own !== nonce) return `nonce ${own} instead of ${nonce}`
  if (gasLimit * maxGasPrice + maxBlobFee(transaction) + value > balance) return 'its sender cannot pay for it'
  return impersonated !== undefined || equalBytes(codeHash, EMPTY_CODE_HASH) ? undefined : 'its sender has code'
}
