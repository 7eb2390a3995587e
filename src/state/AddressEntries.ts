import type { Hex } from '../primitives/bytes.ts'
import { AccountImage } from './AccountImage.ts'
import type { EmptinessFields } from './account.ts'

/** So many entries are looked through one after the other; more have an index. */
const FEW = 8

/** An account that a `FlatBuffer` has flushed, in the form of an `AccountChange`. */
export class FlushedAccount extends AccountImage {
  readonly address: Hex
  readonly deleted = false

  constructor(address: Hex, from?: AccountImage) {
    super(from)
    this.address = address
    this.code = from?.code
  }
}

/** What a `FlatBuffer` knows of an address. */
export class AddressEntry {
  readonly address: Hex
  /** As it is in the buffer, if it is: it belongs to the buffer of one generation. */
  buffered: BufferedAccount | undefined = undefined
  generation = 0
  /** As it was flushed: `undefined` when it has not been, `null` when it was deleted from the working copy. */
  flushed: FlushedAccount | null | undefined = undefined
  /** The entry that was added next. */
  next: AddressEntry | undefined = undefined

  constructor(address: Hex) {
    this.address = address
  }
}

/** An account in a `FlatBuffer`. */
export class BufferedAccount extends AccountImage {
  readonly entry: AddressEntry
  /** Whether it was created or cleared in the buffer, so that gas rules see every slot as originally zero. */
  startedEmpty = false
  /** Whether it has changed since the last flush. */
  dirty = false
  /** The account that had changed before it. */
  nextDirty: BufferedAccount | undefined = undefined

  constructor(entry: AddressEntry, from?: EmptinessFields) {
    super(from)
    this.entry = entry
  }
}

/** Entries by address: a list, since nearly every transaction has to do with so few that a map takes longer. */
export class AddressEntries {
  /** The entry that was added first. */
  first: AddressEntry | undefined = undefined
  #last: AddressEntry | undefined = undefined
  #count = 0
  /** Found last: several questions about an address follow one another. */
  #recent: AddressEntry | undefined = undefined
  #index: Map<Hex, AddressEntry> | undefined = undefined

  find(address: Hex): AddressEntry | undefined {
    if (this.#recent?.address === address) return this.#recent
    const found = this.#index === undefined ? this.#search(address) : this.#index.get(address)
    if (found !== undefined) this.#recent = found
    return found
  }

  /** Adds an entry for an address that has none. */
  add(address: Hex): AddressEntry {
    const added = new AddressEntry(address)
    if (this.#last === undefined) this.first = added
    else this.#last.next = added
    this.#last = added
    this.#recent = added
    this.#count++
    if (this.#index !== undefined) this.#index.set(address, added)
    else if (this.#count > FEW) this.#index = this.#indexed()
    return added
  }

  #search(address: Hex): AddressEntry | undefined {
    let entry = this.first
    while (entry !== undefined && entry.address !== address) entry = entry.next
    return entry
  }

  #indexed(): Map<Hex, AddressEntry> {
    const index = new Map<Hex, AddressEntry>()
    for (let entry = this.first; entry !== undefined; entry = entry.next) index.set(entry.address, entry)
    return index
  }
}
