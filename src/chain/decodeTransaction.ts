import { type TypedTransaction, createTxFromRLP } from '@ethereumjs/tx'
import { decodingRules } from './hardfork.ts'
import { PlainTransaction, type TransactionRules } from './PlainTransaction.ts'
import { type PublicTransaction, publicTransaction } from './PublicTransaction.ts'

/**
 * Decodes a signed transaction as it is in lists of transactions.
 * @throws what `@ethereumjs/tx` throws; {@link RangeError} when nobody has signed it.
 */
export function decodeTransaction(given: Uint8Array, rules: TransactionRules): PublicTransaction {
  // Nobody else may change it.
  const wire = new Uint8Array(given)
  let source: TypedTransaction | undefined
  const made = (): TypedTransaction => (source ??= sourceOf(wire, rules))
  return PlainTransaction.read(wire, rules, made) ?? publicTransaction(made(), rules.fork)
}

function sourceOf(wire: Uint8Array, { fork, chainId }: TransactionRules): TypedTransaction {
  const source = createTxFromRLP(wire, { common: decodingRules(fork, chainId), freeze: false })
  // A legacy transaction of nine items may have a `v` of zero.
  if (!source.isSigned()) throw new RangeError('nobody has signed it')
  return source
}
