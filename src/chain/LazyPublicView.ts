import type { Hex } from '../primitives/bytes.ts'
import type { PublicView } from '../state/PublicView.ts'

/** A public state that is looked up when something of it is read for the first time. */
export class LazyPublicView implements PublicView {
  readonly #open: () => PublicView
  #view: PublicView | undefined

  constructor(open: () => PublicView) {
    this.#open = open
  }

  account(address: Hex): ReturnType<PublicView['account']> {
    return this.#opened().account(address)
  }

  slot(address: Hex, slot: Hex): Uint8Array {
    return this.#opened().slot(address, slot)
  }

  code(address: Hex): Uint8Array {
    return this.#opened().code(address)
  }

  #opened(): PublicView {
    return (this.#view ??= this.#open())
  }
}
