import { EMPTY_BYTES, type Hex, fromHex } from '../../../primitives/bytes.ts'
import { type Address, toAddress } from '../../../primitives/identifiers.ts'
import type { PublicView } from '../../../state/PublicView.ts'

/**
 * A public state of which nothing is known: every account that is asked for is taken for absent, as most are, and noted, so that
 * whoever knows the public state can see whether that was right.
 */
export class AbsentPublicState implements PublicView {
  readonly #asked = new Set<Hex>()

  account(address: Hex): undefined {
    this.#asked.add(address)
  }

  slot(address: Hex): Uint8Array {
    this.#asked.add(address)
    return EMPTY_BYTES
  }

  code(address: Hex): Uint8Array {
    this.#asked.add(address)
    return EMPTY_BYTES
  }

  /** The accounts that were asked for since the last call. */
  takeAsked(): Address[] {
    const asked = [...this.#asked].map((address) => toAddress(fromHex(address)))
    this.#asked.clear()
    return asked
  }
}
