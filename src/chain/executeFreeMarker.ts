import { type Hex, toHex } from '../primitives/bytes.ts'
import { EMPTY_CODE_HASH, type EmptinessFields, isEmptyAccount, isEmptyCodeHash } from '../state/account.ts'
import type { JournaledBuffer } from '../state/JournaledBuffer.ts'
import type { PublicBlock } from './PublicBlock.ts'
import type { PublicTransaction } from './PublicTransaction.ts'

/**
 * Executes a marker that pays nothing, as nearly all do: for the public chain it is a call of an address without code that only
 * counts its sender's nonce up. What `@ethereumjs/vm` does with it takes a hundred times as long.
 * @param block as its transactions see it.
 * @returns the gas used; `undefined`, with nothing changed, when anything is out of the ordinary.
 */
export function executeFreeMarker(
  transaction: PublicTransaction,
  { baseFee = 0n, coinbase, gasLimit }: Pick<PublicBlock, 'baseFee' | 'coinbase' | 'gasLimit'>,
  buffer: JournaledBuffer,
): bigint | undefined {
  const { to } = transaction
  const isFree = transaction.type === 0 && transaction.gasPrice(0n) === 0n && transaction.value === 0n
  if (!isFree || baseFee > 0n || to === undefined || transaction.impersonated !== undefined) return undefined
  const gas = transaction.intrinsicGas()
  if (transaction.gasLimit < gas || transaction.gasLimit > gasLimit) return undefined
  if (!isOrdinary(buffer, toHex(to)) || !isOrdinary(buffer, toHex(coinbase))) return undefined
  const address = toHex(transaction.sender())
  const account: EmptinessFields = buffer.read(address) ?? { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH }
  if (account.nonce !== transaction.nonce || !isEmptyCodeHash(account.codeHash)) return undefined
  buffer.setNonce(address, account.nonce + 1n)
  return gas
}

/** Not there, or without code and not empty: an empty account that is touched would vanish (EIP-161). */
function isOrdinary(buffer: JournaledBuffer, address: Hex): boolean {
  const account = buffer.read(address)
  return account === undefined || (isEmptyCodeHash(account.codeHash) && !isEmptyAccount(account))
}
