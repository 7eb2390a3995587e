import { toHex } from '../primitives/bytes.ts'
import { EMPTY_CODE_HASH, type EmptinessFields } from '../state/account.ts'
import type { JournaledBuffer } from '../state/JournaledBuffer.ts'
import type { PublicView } from '../state/PublicView.ts'
import { blobFee } from './blobGas.ts'
import type { PublicBlock } from './PublicBlock.ts'
import type { PublicTransaction } from './PublicTransaction.ts'

/**
 * The public state that private code sees inside a marker: the sender's nonce counted up, its maximum fee and that of its blobs taken
 * (spec 02 §6.4).
 * @param buffer the state before the marker.
 */
export function viewInside(
  transaction: PublicTransaction,
  block: Pick<PublicBlock, 'baseFee' | 'source'>,
  buffer: JournaledBuffer,
): PublicView {
  const { gasLimit, value, to } = transaction
  const sender = toHex(transaction.sender())
  const before = buffer.read(sender) ?? NO_ACCOUNT
  const fee = gasLimit * transaction.gasPrice(block.baseFee) + blobFee(transaction, block)
  const paying: EmptinessFields = {
    nonce: before.nonce + 1n,
    balance: before.balance - fee - value,
    codeHash: before.codeHash,
  }
  const overrides = new Map([[sender, paying]])
  if (value > 0n && to !== undefined) {
    const precompile = toHex(to)
    overrides.set(precompile, receiving(buffer.read(precompile) ?? NO_ACCOUNT, value))
  }
  return buffer.view(overrides)
}

const NO_ACCOUNT: EmptinessFields = { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH }

function receiving({ nonce, balance, codeHash }: EmptinessFields, value: bigint): EmptinessFields {
  return { nonce, balance: balance + value, codeHash }
}
