import type { BesuError } from './SubmissionError.ts'
import { CoterieError } from './CoterieError.ts'

/** Answers of Besu's transaction pool: JSON-RPC code and message by Besu's name (spec 03 §15.4). */
export const poolRefusals = {
  ALREADY_KNOWN: [-32000, 'Known transaction'],
  FEE_CAP_EXCEEDED: [-32000, 'Transaction fee cap exceeded'],
  GAS_PRICE_TOO_LOW: [-32009, 'Gas price below configured minimum gas price'],
  WRONG_CHAIN_ID: [-32000, 'Wrong chainId'],
  INVALID_SIGNATURE: [-32002, 'Invalid signature'],
  INVALID_TRANSACTION_TYPE: [-32602, 'Invalid transaction type'],
  INTRINSIC_GAS_EXCEEDS_LIMIT: [-32003, 'Intrinsic gas exceeds gas limit'],
  EXCEEDS_BLOCK_GAS_LIMIT: [-32005, 'Transaction gas limit exceeds block gas limit'],
  TRANSACTION_UPFRONT_COST_EXCEEDS_BALANCE: [-32004, 'Upfront cost exceeds account balance'],
  GAS_PRICE_BELOW_CURRENT_BASE_FEE: [-32009, 'Gas price below current base fee'],
  MAX_PRIORITY_FEE_PER_GAS_EXCEEDS_MAX_FEE_PER_GAS: [-32000, 'Max priority fee per gas exceeds max fee per gas'],
  NONCE_OVERFLOW: [-32603, 'Internal error'],
  NONCE_TOO_LOW: [-32001, 'Nonce too low'],
  NONCE_TOO_FAR_IN_FUTURE_FOR_SENDER: [-32000, 'Transaction nonce is too distant from current sender nonce'],
  TRANSACTION_REPLACEMENT_UNDERPRICED: [-32000, 'Replacement transaction underpriced'],
} as const satisfies Record<string, readonly [code: number, message: string]>

/** Besu's name of a refusal by the pool. */
export type PoolRefusal = keyof typeof poolRefusals

/** A public transaction that the pool does not take. {@link besu} is Besu's own answer. */
export class TransactionRefusedError extends CoterieError<'TRANSACTION_REFUSED'> {
  override readonly name = 'TransactionRefusedError'
  readonly besu: BesuError

  constructor(refusal: PoolRefusal, hint: string, cause?: unknown) {
    const [code, message] = poolRefusals[refusal]
    super('TRANSACTION_REFUSED', `${message} (${hint})`, { cause, details: { name: refusal, code } })
    this.besu = { name: refusal, code, message }
  }
}
