import { createLegacyTx } from '@ethereumjs/tx'
import { Address } from '@ethereumjs/util'
import { decodingRules } from '../chain/hardfork.ts'
import { type FieldNames, addressFrom, bytesFrom, fieldsFrom, quantityFrom, readBy } from '../node/doors.ts'
import { type Account, signingKey } from './account.ts'

/** A public transaction to be signed. */
export interface PublicTransactionRequest {
  /** Address, hex; absent: a contract is created. */
  readonly to?: string
  /** Call data or init code; default empty. */
  readonly data?: Uint8Array | string
  /** In wei; default 0. */
  readonly value?: bigint
  readonly nonce?: bigint
  /** In wei per gas; default 0. */
  readonly gasPrice?: bigint
  /** Default 10,000,000. */
  readonly gasLimit?: bigint
}

const names: FieldNames<PublicTransactionRequest> = {
  to: true,
  data: true,
  value: true,
  nonce: true,
  gasPrice: true,
  gasLimit: true,
}

/** A request as it is, if its fields are known; what they hold is looked at when it is signed. @throws {CoterieError} `INVALID_ARGUMENT`. */
export function publicRequestFrom(request: PublicTransactionRequest): PublicTransactionRequest {
  return fieldsFrom(request, names, 'a public transaction', "{ to: '0x…' }")
}

/** The signed bytes of a legacy transaction with chain id. @throws {CoterieError} `INVALID_ARGUMENT`. */
export function signPublicTransaction(
  { to, data = '0x', value = 0n, gasPrice = 0n, gasLimit = 10_000_000n }: PublicTransactionRequest,
  nonce: bigint,
  account: Account,
  chainId: bigint,
): Uint8Array {
  const fields = {
    nonce: quantityFrom(nonce, 'nonce'),
    gasPrice: quantityFrom(gasPrice, 'gasPrice'),
    gasLimit: quantityFrom(gasLimit, 'gasLimit'),
    value: quantityFrom(value, 'value'),
    data: bytesFrom(data, 'data'),
  }
  const all = to === undefined ? fields : { ...fields, to: new Address(addressFrom(to)) }
  const options = { common: decodingRules('london', chainId), freeze: false }
  const transaction = readBy(() => createLegacyTx(all, options), 'not a transaction')
  return transaction.sign(signingKey(account)).serialize()
}
