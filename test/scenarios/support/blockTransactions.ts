import { RLP } from '@ethereumjs/rlp'
import { createTxFromRLP } from '@ethereumjs/tx'
import type { Hex, Network } from '../../../src/index.ts'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { fromHex, toBigInt, toHex } from '../../../src/primitives/bytes.ts'

/** A legacy transaction of a block, as clients see it. */
export interface BlockTransaction {
  readonly hash: Hex
  readonly raw: Uint8Array
  readonly nonce: bigint
  readonly gasPrice: bigint
  readonly gasLimit: bigint
  readonly to: Hex
  readonly data: Uint8Array
  readonly v: bigint
  readonly sender: Hex
}

/** The legacy transactions of a block of any branch. */
export function blockTransactions(network: Network, block: string): BlockTransaction[] {
  const [, transactions] = RLP.decode(fromHex(network.blockRlp(block)))
  if (!Array.isArray(transactions)) throw new RangeError('a block holds a list of transactions')
  return transactions.map((items) => {
    if (!Array.isArray(items)) throw new RangeError('not a legacy transaction')
    const [nonce, gasPrice, gasLimit, to, , data, v] = items.map((item) => (item instanceof Uint8Array ? item : EMPTY))
    const raw = RLP.encode(items)
    return {
      hash: toHex(keccak256(raw)),
      raw,
      nonce: toBigInt(nonce ?? EMPTY),
      gasPrice: toBigInt(gasPrice ?? EMPTY),
      gasLimit: toBigInt(gasLimit ?? EMPTY),
      to: toHex(to ?? EMPTY),
      data: data ?? EMPTY,
      v: toBigInt(v ?? EMPTY),
      sender: toHex(createTxFromRLP(raw).getSenderAddress().bytes),
    }
  })
}

const EMPTY = new Uint8Array(0)

/** The data of a marker that waits or is in a block of the heaviest chain. */
export function markerDataOf(network: Network, marker: string): Uint8Array {
  const waiting = network.pending.find(({ hash }) => hash === marker)
  if (waiting !== undefined) return fromHex(waiting.data)
  const block = network.publicReceipt(marker)?.blockHash
  const found = blockTransactions(network, block ?? marker).find(({ hash }) => hash === marker)
  if (found === undefined) throw new RangeError(`no transaction ${marker}`)
  return found.data
}
