import { toBigInt } from '../primitives/bytes.ts'
import { type Address, type EnclaveKey, toAddress, toEnclaveKey } from '../primitives/identifiers.ts'
import { WIRE, WireItems } from './WireItems.ts'
import {
  type PrivateTransaction,
  type PrivateTransactionRecipients,
  type Restriction,
  decodePrivateTransaction,
} from './privateTransaction.ts'

const ZERO_CHAIN_V = 35

/**
 * A private transaction that is read from its wire form: at once what every execution asks for, the rest, which hardly
 * anybody asks for, when it is asked for. Decoding all of it is most of what a transaction of a history costs beside execution.
 */
export class PrivateTransactionView implements PrivateTransaction {
  readonly nonce: bigint
  readonly gasPrice: bigint
  readonly to: Address | undefined
  readonly value: bigint
  readonly payload: Uint8Array
  readonly chainId: bigint | undefined
  /** Who has signed it, once that has been found out. */
  sender: Address | undefined
  /** The transaction as it was signed (12 items). */
  readonly wire: Uint8Array
  #privateFrom: EnclaveKey | undefined
  #recipients: PrivateTransactionRecipients | undefined
  #decoded: PrivateTransaction | undefined

  /** @param wire of a transaction that `hasOrdinaryItems` has found nothing wrong with; must not change. */
  constructor(wire: Uint8Array) {
    this.wire = wire
    items.read(wire)
    this.nonce = scalar(WIRE.nonce)
    this.gasPrice = scalar(WIRE.gasPrice)
    this.to = items.length(WIRE.to) === 0 ? undefined : toAddress(items.bytes(WIRE.to))
    this.value = scalar(WIRE.value)
    this.payload = items.bytes(WIRE.payload)
    const v = scalar(WIRE.v)
    this.chainId = v < ZERO_CHAIN_V ? undefined : (v - BigInt(ZERO_CHAIN_V)) / 2n
    this.sender = undefined
  }

  get gasLimit(): bigint {
    return this.#all.gasLimit
  }

  get signature(): PrivateTransaction['signature'] {
    return this.#all.signature
  }

  get recId(): 0 | 1 {
    return this.#all.recId
  }

  get privateFrom(): EnclaveKey {
    return (this.#privateFrom ??= toEnclaveKey(items.read(this.wire).bytes(WIRE.privateFrom)))
  }

  get recipients(): PrivateTransactionRecipients {
    // An ordinary transaction is one of a group.
    return (this.#recipients ??= { kind: 'group', groupId: items.read(this.wire).bytes(WIRE.recipients) })
  }

  get restriction(): Restriction {
    return this.#all.restriction
  }

  get #all(): PrivateTransaction {
    return (this.#decoded ??= decodePrivateTransaction(this.wire))
  }
}

const items = new WireItems()

function scalar(place: number): bigint {
  const length = items.length(place)
  return length === 0 ? 0n : length > 6 ? toBigInt(items.bytes(place)) : BigInt(items.number(place))
}
