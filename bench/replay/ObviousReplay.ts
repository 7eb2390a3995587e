import type { Block } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import { EVM, NobleBN254, type EVMMockBlockchainInterface, type Message } from '@ethereumjs/evm'
import { type MerklePatriciaTrie, createMPT } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { Caches, MerkleStateManager } from '@ethereumjs/statemanager'
import { Account, Address, ValueEncoding, bytesToBigInt, ecrecover, publicToAddress } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { eras } from '../../src/management/eras.ts'
import { groupGenesis } from '../../src/management/groupGenesis.ts'
import { managementCode } from '../../src/management/managementCode.ts'
import { fromBase64, fromHex, padLeft, toHex } from '../../src/primitives/bytes.ts'
import type { GenesisAccount } from '../../src/state/genesisAccount.ts'
import { LevelTrieStore } from './LevelTrieStore.ts'

/** Gas of a private execution. */
const GAS = 2n ** 63n - 1n

/** One entry of a history blob, as RLP gives it. */
export interface BlobEntry {
  /** The 12 items of the signed private transaction. */
  readonly items: readonly Uint8Array[]
  readonly marker: Uint8Array
  readonly root: Uint8Array
}

/** Decodes a history blob. */
export function decodeBlob(blob: Uint8Array): BlobEntry[] {
  return (RLP.decode(blob) as unknown as [Uint8Array[], [Uint8Array, Uint8Array]][]).map(([items, [marker, root]]) => ({
    items,
    marker,
    root,
  }))
}

/** The items of the private transaction in an envelope. @param payload base64. */
export function decodeEnvelope(payload: string): Uint8Array[] {
  const [items] = RLP.decode(fromBase64(payload)) as unknown as [Uint8Array[], Uint8Array]
  return items
}

/** The EVM with the one rule that a private transaction adds: where its contract goes depends on the group. */
class GroupEvm extends EVM {
  group: Uint8Array = new Uint8Array(0)
  nonce = 0n

  protected override async _generateAddress(message: Message): Promise<Address> {
    if (message.depth > 0) return super._generateAddress(message)
    return new Address(keccak_256(RLP.encode([message.caller.bytes, this.nonce, this.group])).slice(12))
  }
}

/** Besu's management accounts have the hash of one code; here another one runs for it. */
class GroupState extends MerkleStateManager {
  readonly management = new Map<string, Uint8Array>()

  override async getCode(address: Address): Promise<Uint8Array> {
    return this.management.get(address.toString()) ?? super.getCode(address)
  }
}

/**
 * Replays a group's history as one would write it with `@ethereumjs/evm`: its own state manager over its own trie over `level`,
 * its own recovery of senders, the root after every transaction.
 */
export class ObviousReplay {
  readonly #store: LevelTrieStore
  readonly #state: GroupState
  readonly #evm: GroupEvm
  readonly #chainId: bigint

  private constructor(
    common: Common,
    trie: MerklePatriciaTrie,
    store: LevelTrieStore,
    hashes: ReadonlyMap<bigint, Uint8Array>,
  ) {
    this.#store = store
    this.#state = new GroupState({ common, trie, caches: new Caches() })
    const blockchain = {
      getBlock: async (number: number) => ({ hash: () => hashes.get(BigInt(number)) }),
      shallowCopy: () => blockchain,
      putBlock: async () => undefined,
    } as unknown as EVMMockBlockchainInterface
    this.#evm = new GroupEvm({ common, stateManager: this.#state, blockchain, bn254: new NobleBN254() })
    this.#chainId = common.chainId()
  }

  /** @param folder of the database. @param hashes of the blocks by number. */
  static async open(folder: string, common: Common, hashes: ReadonlyMap<bigint, Uint8Array>): Promise<ObviousReplay> {
    const store = new LevelTrieStore(folder)
    await store.open()
    const trie = await createMPT({ db: store, useKeyHashing: true, valueEncoding: ValueEncoding.Bytes })
    return new ObviousReplay(common, trie, store, hashes)
  }

  /** Puts the accounts that the group starts with. */
  async begin(accounts: readonly GenesisAccount[]): Promise<void> {
    for (const change of groupGenesis(eras.v2, accounts)) {
      if (change.deleted) continue
      const address = new Address(fromHex(change.address))
      const { nonce, balance, codeHash } = change
      const managed = change.code === undefined ? managementCode(codeHash) : undefined
      if (managed !== undefined) this.#state.management.set(address.toString(), managed)
      await this.#state.putAccount(address, new Account(nonce, balance, undefined, codeHash))
      if (change.code !== undefined && change.code.length > 0) await this.#state.putCode(address, change.code)
      for (const [slot, value] of change.slots) {
        await this.#state.putStorage(address, padLeft(fromHex(slot), 32), value)
      }
    }
    await this.#state.flush()
  }

  /** Executes an entry of the history again. @throws {Error} when the root is not the recorded one. */
  async replay({ items, root }: BlobEntry, block: Block): Promise<void> {
    const found = await this.execute(items, block)
    if (found !== toHex(root)) throw new Error(`a root differs: ${found} instead of ${toHex(root)}`)
  }

  /** Executes a transaction. @param items of its wire form. @returns the root after it, hex. */
  async execute(items: readonly Uint8Array[], block: Block): Promise<string> {
    const [nonce, gasPrice, , to, , data] = items
    this.#evm.group = items[10] ?? new Uint8Array(0)
    this.#evm.nonce = bytesToBigInt(nonce ?? new Uint8Array(0))
    await this.#evm.runCall({
      caller: this.#senderOf(items),
      ...(to === undefined || to.length === 0 ? {} : { to: new Address(to) }),
      data: data ?? new Uint8Array(0),
      gasPrice: bytesToBigInt(gasPrice ?? new Uint8Array(0)),
      gasLimit: GAS,
      block: block,
    })
    await this.#evm.journal.cleanup()
    return toHex(await this.#state.getStateRoot())
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  #senderOf(items: readonly Uint8Array[]): Address {
    const [v, r, s] = items.slice(6, 9)
    if (v === undefined || r === undefined || s === undefined) throw new Error('a transaction has no signature')
    const value = bytesToBigInt(v)
    const isProtected = value >= 35n
    const chain = isProtected ? [this.#chainId, new Uint8Array(0), new Uint8Array(0)] : []
    const hash = keccak_256(RLP.encode([...items.slice(0, 6), ...chain, ...items.slice(9)]))
    const key = ecrecover(hash, value, padLeft(r, 32), padLeft(s, 32), isProtected ? this.#chainId : undefined)
    return new Address(publicToAddress(key))
  }
}
