/** State stores in memory, as a node has them. */
import { type Hex, toHex, toWord } from '../../src/primitives/bytes.ts'
import { managementCode } from '../../src/management/managementCode.ts'
import { PrivateMetadataStore } from '../../src/state/PrivateMetadataStore.ts'
import type { AccountChange } from '../../src/state/account.ts'
import { WorldState, type WorldStateSink, type WorldStateSource, codeHashOf } from '../../src/state/WorldState.ts'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'

/** A private metadata store over an empty database in memory. */
export function createMetadata(): { readonly staged: StagedStore; readonly metadata: PrivateMetadataStore } {
  const staged = new StagedStore(createMemoryStore())
  return { staged, metadata: new PrivateMetadataStore(staged, managementCode) }
}

/** Nodes, code and preimages in maps, by hash. */
export class MapSource implements WorldStateSource, WorldStateSink {
  readonly nodes = new Map<string, Uint8Array>()
  readonly codes = new Map<string, Uint8Array>()
  readonly preimages = new Map<string, Uint8Array>()

  get(hash: Uint8Array): Uint8Array | undefined {
    return this.nodes.get(toHex(hash))
  }

  code(hash: Uint8Array): Uint8Array | undefined {
    return this.codes.get(toHex(hash))
  }

  putNode(hash: Uint8Array, encoded: Uint8Array): void {
    this.nodes.set(toHex(hash), encoded.slice())
  }

  putCode(hash: Uint8Array, code: Uint8Array): void {
    this.codes.set(toHex(hash), code)
  }

  putPreimage(hash: Uint8Array, preimage: Uint8Array): void {
    this.preimages.set(toHex(hash), preimage)
  }
}

/** What a test says about an account; everything else is zero. */
export interface AccountSketch {
  readonly nonce?: bigint
  readonly balance?: bigint
  readonly code?: Uint8Array
  readonly slots?: Readonly<Record<Hex, Uint8Array>>
  readonly storageCleared?: boolean
}

/** The change that writes an account. */
export function change(address: Hex, sketch: AccountSketch = {}): AccountChange {
  const { nonce = 0n, balance = 0n, code, slots = {}, storageCleared = false } = sketch
  return {
    address,
    deleted: false,
    nonce,
    balance,
    codeHash: codeHashOf(code ?? new Uint8Array(0)),
    code,
    storageCleared,
    slots: new Map(Object.entries(slots) as [Hex, Uint8Array][]),
  }
}

/** A world state in memory with these accounts; everything is collected. */
export function worldOf(
  accounts: Readonly<Record<Hex, AccountSketch>>,
  source: MapSource = new MapSource(),
): WorldState {
  const world = new WorldState(source)
  world.apply(Object.entries(accounts).map(([address, sketch]) => change(address as Hex, sketch)))
  world.root()
  world.collect(source)
  return world
}

/** An address that ends in this number. */
export const address = (last: number): Hex => `0x${last.toString(16).padStart(40, '0')}`
/** A slot number as a key. */
export const slot = (number: number): Hex => toHex(toWord(BigInt(number)))
/** One byte as a slot value; zero is empty. */
export const value = (byte: number): Uint8Array => (byte === 0 ? new Uint8Array(0) : Uint8Array.of(byte))
