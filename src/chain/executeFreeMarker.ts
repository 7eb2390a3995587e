import type { Block } from '@ethereumjs/block'
import { type Hex, toHex } from '../primitives/bytes.ts'
import { EMPTY_CODE_HASH, type EmptinessFields, isEmptyAccount, isEmptyCodeHash } from '../state/account.ts'
import type { JournaledBuffer } from '../state/JournaledBuffer.ts'
import { impersonatedSender } from './impersonatedTransaction.ts'
import type { PublicTransaction } from './PublicBlock.ts'

/**
 * Executes a marker that pays nothing, as nearly all do: for the public chain it is a call of an address without code that only
 * counts its sender's nonce up. What `@ethereumjs/vm` does with it takes a hundred times as long.
 * @param block as its transactions see it.
 * @returns the gas used; `undefined`, with nothing changed, when anything is out of the ordinary.
 */
export function executeFreeMarker(
  { source, to, sender }: PublicTransaction,
  block: Block,
  buffer: JournaledBuffer,
): bigint | undefined {
  const { baseFeePerGas = 0n, coinbase, gasLimit } = block.header
  const isFree = source.type === 0 && 'gasPrice' in source && source.gasPrice === 0n && source.value === 0n
  if (!isFree || baseFeePerGas > 0n || to === undefined || impersonatedSender(source) !== undefined) return undefined
  const gas = source.getIntrinsicGas()
  if (source.gasLimit < gas || source.gasLimit > gasLimit) return undefined
  if (!isOrdinary(buffer, toHex(to)) || !isOrdinary(buffer, toHex(coinbase.bytes))) return undefined
  const address = toHex(sender())
  const account: EmptinessFields = buffer.read(address) ?? { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH }
  if (account.nonce !== source.nonce || !isEmptyCodeHash(account.codeHash)) return undefined
  buffer.setNonce(address, account.nonce + 1n)
  return gas
}

/** Not there, or without code and not empty: an empty account that is touched would vanish (EIP-161). */
function isOrdinary(buffer: JournaledBuffer, address: Hex): boolean {
  const account = buffer.read(address)
  return account === undefined || (isEmptyCodeHash(account.codeHash) && !isEmptyAccount(account))
}
