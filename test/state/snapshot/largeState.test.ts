import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { RLP } from '@ethereumjs/rlp'
import { describe, expect, it, onTestFinished } from 'vitest'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { fromHex, toHex, toWord } from '../../../src/primitives/bytes.ts'
import type { StateRoot } from '../../../src/primitives/identifiers.ts'
import { EMPTY_CODE_HASH } from '../../../src/state/account.ts'
import { StateStore } from '../../../src/state/StateStore.ts'
import { WorldState } from '../../../src/state/WorldState.ts'
import { exportState } from '../../../src/state/snapshot/exportState.ts'
import { decodeStateChunk, encodeStateChunk } from '../../../src/state/snapshot/StateChunk.ts'
import { StateImport } from '../../../src/state/snapshot/StateImport.ts'
import { MerkleTrie } from '../../../src/state/trie/MerkleTrie.ts'
import { StagedStore } from '../../../src/storage/StagedStore.ts'
import { openLevelStore } from '../../../src/storage/levelStore.ts'
import { temporaryFolder } from '../../storage/temporaryFolder.ts'
import { address, change } from '../stores.ts'
import { noCode } from './snapshotModel.ts'

const SLOTS = 100_000
const CONTRACT = address(1000)
const CHUNK = 128 * 1024
const MEGABYTE = 2 ** 20

async function openStates(): Promise<{ readonly staged: StagedStore; readonly states: StateStore }> {
  const base = await openLevelStore(await temporaryFolder())
  onTestFinished(() => base.close())
  const staged = new StagedStore(base)
  return { staged, states: new StateStore(staged) }
}

/** What the large contract has in a slot. */
const wordOf = (slot: Uint8Array): Uint8Array => keccak256(slot).fill(1, 0, 1)

/** A contract with many slots among a thousand small accounts, in LevelDB. */
async function writeState(states: StateStore, staged: StagedStore): Promise<StateRoot> {
  const storage = new MerkleTrie(states)
  for (let i = 0; i < SLOTS; i++) {
    const slot = toWord(BigInt(i))
    const key = keccak256(slot)
    storage.put(key, Uint8Array.of(0xa0, ...wordOf(slot)))
    states.putPreimage(key, slot)
  }
  storage.collect((hash, encoded) => states.putNode(hash, encoded))
  const world = new WorldState(states)
  world.apply(Array.from({ length: 1000 }, (_, i) => change(address(i), { nonce: BigInt(i) })))
  world.root()
  world.collect(states)
  const accounts = new MerkleTrie(states, world.root())
  accounts.put(
    keccak256(fromHex(CONTRACT)),
    RLP.encode([Uint8Array.of(1), new Uint8Array(0), storage.root(), EMPTY_CODE_HASH]),
  )
  states.putPreimage(keccak256(fromHex(CONTRACT)), fromHex(CONTRACT))
  accounts.collect((hash, encoded) => states.putNode(hash, encoded))
  await staged.commit()
  return accounts.root()
}

describe('a state of 100,000 slots', () => {
  it('is sent and received in memory that does not grow with it', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const used = (): number => {
      collectGarbage()
      collectGarbage()
      const { heapUsed, arrayBuffers } = process.memoryUsage()
      return (heapUsed + arrayBuffers) / MEGABYTE
    }
    const { staged, states } = await openStates()
    const root = await writeState(states, staged)
    const received = await openStates()
    const into = new StateImport(received.states, root, noCode)
    let lowest = Infinity
    let rise = 0
    let bytes = 0
    let chunks = 0
    for (const chunk of exportState(states, root, CHUNK, noCode)) {
      const encoded = encodeStateChunk(chunk)
      bytes += encoded.length
      into.accept(decodeStateChunk(encoded))
      await received.staged.commit()
      if (chunks++ % 8 !== 0) continue
      const now = used()
      lowest = Math.min(lowest, now)
      rise = Math.max(rise, now - lowest)
    }
    into.finish()
    expect(chunks).toBeGreaterThan(40)
    // Slots are numbers of three bytes at most, values 34 bytes of RLP, and proofs are few.
    expect(bytes).toBeLessThan(SLOTS * 48)
    // The nodes have 20 MB, and more than twice that as objects.
    expect(rise).toBeLessThan(10)
    const world = new WorldState(received.states, root)
    const last = toWord(BigInt(SLOTS - 1))
    expect(world.slot(CONTRACT, toHex(last))).toEqual(wordOf(last))
  }, 300_000)
})
