import { EMPTY_BYTES, type Hex } from '../primitives/bytes.ts'
import { AccountImage } from './AccountImage.ts'
import type { AccountChange, EmptinessFields } from './account.ts'
import type { ExecutableState } from './ExecutableState.ts'
import type { ExecutionBuffer } from './ExecutionBuffer.ts'
import type { PublicView } from './PublicView.ts'
import { codeHashOf } from './WorldState.ts'

/** An account with its changes since the world state, or `undefined` when it has been deleted. */
type Layer = Map<Hex, AccountImage | undefined>

/**
 * An ordinary Ethereum execution state: a frame that fails undoes its own changes and nothing else. Public execution uses
 * it, and private execution in strict mode. One buffer serves all transactions of a block; {@link view} keeps the state
 * between two of them readable.
 */
export class JournaledBuffer implements ExecutionBuffer {
  readonly #world: ExecutableState
  /** The newest layer is written to; older ones have been handed out by {@link view} and never change again. */
  #layers: Layer[] = [emptyLayer()]
  #undo: (() => void)[] = []
  #checkpoints: number[] = []
  #originals = new Map<string, Uint8Array>()

  constructor(world: ExecutableState) {
    this.#world = world
  }

  read(address: Hex): EmptinessFields | undefined {
    const image = this.#image(address)
    return image === NOT_HERE ? this.#world.account(address) : image
  }

  load(address: Hex): AccountImage | undefined {
    const image = this.#image(address)
    if (image === undefined) return undefined
    if (image !== NOT_HERE && this.#top.has(address)) return image
    const base = image === NOT_HERE ? this.#world.account(address) : image
    if (base === undefined) return undefined
    const loaded = base instanceof AccountImage ? base.copy() : new AccountImage(base)
    this.#set(address, loaded)
    return loaded
  }

  create(address: Hex): AccountImage {
    const created = new AccountImage()
    created.storageCleared = true
    this.#set(address, created)
    return created
  }

  delete(address: Hex): void {
    this.#set(address, undefined)
  }

  setNonce(address: Hex, nonce: bigint): void {
    const account = this.#change(address)
    const before = account.nonce
    this.#undo.push(() => (account.nonce = before))
    account.nonce = nonce
  }

  setBalance(address: Hex, balance: bigint): void {
    const account = this.#change(address)
    const before = account.balance
    this.#undo.push(() => (account.balance = before))
    account.balance = balance
  }

  setCode(address: Hex, code: Uint8Array, codeHash: Uint8Array = codeHashOf(code)): void {
    const account = this.#change(address)
    const before = { code: account.code, codeHash: account.codeHash }
    this.#undo.push(() => Object.assign(account, before))
    account.code = code
    account.codeHash = codeHash
  }

  setSlot(address: Hex, slot: Hex, value: Uint8Array): void {
    const key = address + slot
    if (!this.#originals.has(key)) this.#originals.set(key, this.slot(address, slot))
    const account = this.#change(address)
    const before = account.slots.get(slot)
    this.#undo.push(() => (before === undefined ? account.deleteSlot(slot) : account.setSlot(slot, before)))
    account.setSlot(slot, value)
  }

  clearStorage(address: Hex): void {
    const account = this.#change(address)
    if (account.storageCleared && account.slots.size === 0) return
    const cleared = account.copy()
    cleared.clearSlots()
    cleared.storageCleared = true
    this.#set(address, cleared)
  }

  slot(address: Hex, slot: Hex): Uint8Array {
    const image = this.#image(address)
    if (image === NOT_HERE) return this.#world.slot(address, slot)
    return image === undefined ? EMPTY_BYTES : slotOf(this.#world, address, image, slot)
  }

  /** The value that the slot had when the transaction began. */
  originalSlot(address: Hex, slot: Hex): Uint8Array {
    return this.#originals.get(address + slot) ?? this.slot(address, slot)
  }

  /** The next transaction begins: every slot's present value is its original one. */
  beginTransaction(): void {
    this.#originals = new Map()
    this.#undo = []
    this.#checkpoints = []
  }

  code(address: Hex): Uint8Array {
    const image = this.#image(address)
    if (image === undefined) return EMPTY_BYTES
    const account = image === NOT_HERE ? this.#world.account(address) : image
    if (account === undefined) return EMPTY_BYTES
    return (account instanceof AccountImage ? account.code : undefined) ?? this.#world.code(account.codeHash)
  }

  checkpoint(): void {
    this.#checkpoints.push(this.#undo.length)
  }

  flush(): void {
    this.#checkpoints.pop()
  }

  drop(): void {
    const start = this.#checkpoints.pop() ?? 0
    while (this.#undo.length > start) this.#undo.pop()?.()
  }

  /**
   * The state as it is now, whatever happens later; only between transactions.
   * @param overrides accounts that look otherwise in the view.
   */
  view(overrides: ReadonlyMap<Hex, EmptinessFields> = new Map()): PublicView {
    const layers = this.#top.size === 0 ? this.#layers.slice(0, -1) : [...this.#layers]
    if (this.#top.size > 0) this.#layers = [...this.#layers, emptyLayer()]
    return new LayeredView(this.#world, layers, overrides)
  }

  *changes(): Generator<AccountChange> {
    const seen = new Set<Hex>()
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      for (const [address, image] of this.#layers[i] ?? []) {
        if (seen.has(address)) continue
        seen.add(address)
        if (image === undefined) yield { address, deleted: true }
        else {
          const { nonce, balance, codeHash, code, storageCleared, slots } = image
          yield { address, deleted: false, nonce, balance, codeHash, code, storageCleared, slots }
        }
      }
    }
  }

  get #top(): Layer {
    return this.#layers[this.#layers.length - 1] as Layer
  }

  #image(address: Hex): AccountImage | undefined | typeof NOT_HERE {
    return imageIn(this.#layers, address)
  }

  #set(address: Hex, image: AccountImage | undefined): void {
    const top = this.#top
    const had = top.has(address)
    const before = top.get(address)
    this.#undo.push(() => (had ? top.set(address, before) : top.delete(address)))
    top.set(address, image)
  }

  #change(address: Hex): AccountImage {
    return this.load(address) ?? this.create(address)
  }
}

const emptyLayer = (): Layer => new Map<Hex, AccountImage | undefined>()

const NOT_HERE = Symbol('not in any layer')

function imageIn(layers: readonly Layer[], address: Hex): AccountImage | undefined | typeof NOT_HERE {
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i]
    if (layer?.has(address) === true) return layer.get(address)
  }
  return NOT_HERE
}

function slotOf(world: ExecutableState, address: Hex, image: AccountImage, slot: Hex): Uint8Array {
  const written = image.slots.get(slot)
  if (written !== undefined) return written
  return image.storageCleared ? EMPTY_BYTES : world.slot(address, slot)
}

/** A world state under layers that no longer change. */
class LayeredView implements PublicView {
  readonly #world: ExecutableState
  readonly #layers: readonly Layer[]
  readonly #overrides: ReadonlyMap<Hex, EmptinessFields>

  constructor(world: ExecutableState, layers: readonly Layer[], overrides: ReadonlyMap<Hex, EmptinessFields>) {
    this.#world = world
    this.#layers = layers
    this.#overrides = overrides
  }

  account(address: Hex): EmptinessFields | undefined {
    const override = this.#overrides.get(address)
    if (override !== undefined) return override
    const image = imageIn(this.#layers, address)
    return image === NOT_HERE ? this.#world.account(address) : image
  }

  slot(address: Hex, slot: Hex): Uint8Array {
    const image = imageIn(this.#layers, address)
    if (image === NOT_HERE) return this.#world.slot(address, slot)
    return image === undefined ? EMPTY_BYTES : slotOf(this.#world, address, image, slot)
  }

  code(address: Hex): Uint8Array {
    const image = imageIn(this.#layers, address)
    const account = image === NOT_HERE ? this.#world.account(address) : image
    if (account === undefined) return EMPTY_BYTES
    return (account instanceof AccountImage ? account.code : undefined) ?? this.#world.code(account.codeHash)
  }
}
