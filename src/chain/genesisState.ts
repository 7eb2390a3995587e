import { WorldState } from '../state/WorldState.ts'
import type { ChainStore } from './ChainStore.ts'
import type { Genesis } from './genesis.ts'
import type { PublicBlock } from './PublicBlock.ts'

/** The public state that a chain begins with. */
export function genesisState(genesis: Genesis, store: ChainStore): WorldState {
  const state = new WorldState(store)
  state.apply(genesis.accounts)
  return state
}

/** Writes the first block of a chain with its state. */
export async function storeGenesis(store: ChainStore, block: PublicBlock, state: WorldState): Promise<void> {
  state.root()
  state.collect(store)
  store.putBlock(block, block.difficulty, [], [])
  store.head = block.hash
  await store.commit()
}
