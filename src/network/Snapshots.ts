import type { PublicChain } from '../chain/PublicChain.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { equalBytes } from '../primitives/bytes.ts'
import { agreedNumber, agreement, withdrawal } from '../storage/announcedChange.ts'
import type { SnapshotStore, StoreChange } from '../storage/SnapshotStore.ts'
import type { StateDump } from './stateDump.ts'
import type { NetworkNode } from './NetworkNode.ts'

/** Keeps the present state of something in memory. @returns puts it back; may be called several times. */
export type TakeSnapshot = () => () => void

/** The stores of a network that can go back. */
export interface SnapshotStores {
  readonly chain: SnapshotStore
  /** In the order of the nodes. */
  readonly nodes: readonly SnapshotStore[]
  /** Whether they outlive the process. */
  readonly isDurable: boolean
}

/**
 * Earlier states of a whole network: of its stores, and of everything in memory that has been registered. All methods that
 * return a promise are for times when nothing else works on chain or nodes.
 */
export class Snapshots {
  readonly #stores: SnapshotStores
  readonly #chain: PublicChain
  readonly #nodes: readonly NetworkNode[]
  readonly #registered: { readonly take: TakeSnapshot; readonly restoreFirst: () => void }[] = []
  /** By mark, rising. */
  #kept = new Map<number, readonly (() => void)[]>()
  #last = 0

  constructor(stores: SnapshotStores, chain: PublicChain, nodes: readonly NetworkNode[]) {
    this.#stores = stores
    this.#chain = chain
    this.#nodes = nodes
  }

  /** Something in memory that belongs to every snapshot from now on; a {@link reset} puts its present state back. */
  register(take: TakeSnapshot): void {
    this.#registered.push({ take, restoreFirst: take() })
  }

  /** @returns the id of the snapshot: a quantity, `0x1` for the first. */
  async take(): Promise<string> {
    const mark = ++this.#last
    for (const store of [...this.#stores.nodes, this.#stores.chain]) await store.mark(mark)
    this.#kept.set(
      mark,
      this.#registered.map(({ take }) => take()),
    )
    return `0x${mark.toString(16)}`
  }

  /**
   * Goes back to a snapshot, which ends with that, as later ones do.
   * @returns false for an id that is none.
   */
  async revert(id: string): Promise<boolean> {
    const mark = /^0x[0-9a-fA-F]{1,12}$/.test(id) ? Number(id) : 0
    const restores = this.#kept.get(mark)
    if (restores === undefined) return false
    await this.#changeStores(() => ({ mark }))
    for (const kept of [...this.#kept.keys()]) if (kept >= mark) this.#kept.delete(kept)
    for (const restore of restores) restore()
    return true
  }

  /** Goes back to the genesis block; all snapshots end. */
  async reset(): Promise<void> {
    this.#kept.clear()
    await this.#changeStores(
      () => ({ entries: [] }),
      () => this.#chain.restart(),
    )
    for (const { restoreFirst } of this.#registered) restoreFirst()
  }

  /** What all stores hold. */
  async dump(): Promise<StateDump> {
    const nodes: StateDump['nodes'][number][] = []
    for (const [index, store] of this.#stores.nodes.entries()) {
      const { name = '', enclaveKey = '' } = this.#nodes[index] ?? {}
      nodes.push({ name, enclaveKey, entries: await store.contents() })
    }
    return { genesis: this.#chain.genesisBlock.hash, chain: await this.#stores.chain.contents(), nodes }
  }

  /**
   * Replaces what the stores hold; all snapshots end, and what is in memory is as after a {@link reset}.
   * @throws {CoterieError} `STORE_MISMATCH` when the dump is that of a network with another genesis block or other nodes.
   */
  async load({ genesis, chain, nodes }: StateDump): Promise<void> {
    const own = this.#nodes.map(({ name, enclaveKey }) => `${name} ${enclaveKey}`).join()
    const given = nodes.map(({ name, enclaveKey }) => `${name} ${enclaveKey}`).join()
    if (!equalBytes(genesis, this.#chain.genesisBlock.hash) || own !== given) {
      const problem = 'the dump is that of a network with another genesis block or other nodes'
      throw new CoterieError('STORE_MISMATCH', `${problem}; make this one with the same options`)
    }
    this.#kept.clear()
    await this.#changeStores((index) => ({ entries: (index === undefined ? chain : nodes[index]?.entries) ?? [] }))
    for (const { restoreFirst } of this.#registered) restoreFirst()
  }

  /**
   * Changes all stores, or after the death of the process none of them; what is in memory of a store is forgotten with it. A
   * store that fails keeps the others from nothing: its part is made when it is opened again.
   * @param changeOf gets the index of a node's store.
   * @param forgetChain what the chain does once its store has changed.
   */
  async #changeStores(
    changeOf: (index?: number) => StoreChange,
    forgetChain: () => void | Promise<void> = () => this.#chain.forget(),
  ): Promise<void> {
    const { chain, nodes, isDurable } = this.#stores
    const number = agreedNumber(chain) + 1
    if (isDurable) for (const [index, store] of nodes.entries()) await store.announce(number, changeOf(index))
    await chain.change(changeOf(), isDurable ? [agreement(number)] : [])
    await forgetChain()
    let failure: Error | undefined
    for (const [index, store] of nodes.entries()) {
      try {
        await store.change(changeOf(index), isDurable ? await withdrawal(store) : [])
      } catch (error) {
        failure ??= error instanceof Error ? error : new CoterieError('STORE_IO', String(error))
      }
      const context = this.#nodes[index]?.context
      context?.canonical.forget()
      context?.states.forget()
    }
    if (failure !== undefined) throw failure
  }
}
