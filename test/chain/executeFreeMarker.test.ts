import { createBlock } from '@ethereumjs/block'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BlockExecutor } from '../../src/chain/BlockExecutor.ts'
import { parseGenesis } from '../../src/chain/genesis.ts'
import { HARDFORKS, decodingRules } from '../../src/chain/hardfork.ts'
import { publicBlock } from '../../src/chain/PublicBlock.ts'
import { FLEXIBLE_PRIVACY_PRECOMPILE } from '../../src/primitives/addresses.ts'
import { toHex } from '../../src/primitives/bytes.ts'
import { toAddress } from '../../src/primitives/identifiers.ts'
import { StateStore } from '../../src/state/StateStore.ts'
import { WorldState } from '../../src/state/WorldState.ts'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import { COINBASE, KEY, OTHER_KEY, SENDER, candidate, genesisJson, transaction } from './chains.ts'

const PRECOMPILE = toHex(FLEXIBLE_PRIVACY_PRECOMPILE)
const NOBODY = toAddress(new Uint8Array(20).fill(0xee))

/** Genesis accounts that make a marker more than a nonce, or might. */
const oddities: readonly Readonly<Record<string, { balance: string; code?: string }>>[] = [
  {},
  { [PRECOMPILE]: { balance: '0x0' } },
  { [toHex(COINBASE)]: { balance: '0x0' } },
  { [PRECOMPILE]: { balance: '0x1' } },
  { [PRECOMPILE]: { balance: '0x0', code: '0x00' } },
  { [SENDER]: { balance: '0x5', code: '0x00' } },
]

const sketch = fc.record({
  fork: fc.constantFrom(...HARDFORKS),
  alloc: fc.constantFrom(...oddities),
  baseFee: fc.constantFrom(0n, 0n, 0n, 7n),
  nonces: fc.array(fc.constantFrom(0n, 0n, 1n, 1n, 2n), { minLength: 1, maxLength: 4 }),
  gasPrice: fc.constantFrom(0n, 0n, 0n, 9n),
  value: fc.constantFrom(0n, 0n, 0n, 1n),
  gasLimit: fc.constantFrom(20_000n, 23_176n, 100_000n, 40_000_000n),
  data: fc.uint8Array({ minLength: 0, maxLength: 64 }),
  other: fc.boolean(),
})

type Sketch = typeof sketch extends fc.Arbitrary<infer T> ? T : never

/** Executes markers; with `markersTo` another address, as transactions like any other. */
async function outcome(
  { fork, alloc, baseFee, nonces, gasPrice, value, gasLimit, data, other }: Sketch,
  markersTo = FLEXIBLE_PRIVACY_PRECOMPILE,
) {
  const genesis = parseGenesis(genesisJson({}, { alloc }), undefined)
  const store = new StateStore(new StagedStore(createMemoryStore()))
  const state = new WorldState(store)
  state.apply(genesis.accounts)
  state.root()
  state.collect(store)
  const common = decodingRules(fork, 1337n)
  const fees = common.isActivatedEIP(1559) ? { baseFeePerGas: baseFee } : {}
  const header = { number: 1n, gasLimit: 30_000_000n, coinbase: COINBASE, timestamp: 1n, ...fees }
  const options = { common, skipConsensusFormatValidation: true, freeze: false }
  const block = publicBlock(createBlock({ header }, options), fork)
  const run = new BlockExecutor(genesis, markersTo).begin(block, state, () => undefined)
  const refused: number[] = []
  for (const [index, nonce] of nonces.entries()) {
    const source = transaction({
      key: other && index === 1 ? OTHER_KEY : KEY,
      nonce,
      to: PRECOMPILE,
      gasPrice,
      value,
      gasLimit,
      data,
      fork: fork,
    })
    await (async () => run.execute(candidate(source)))().catch(() => refused.push(index))
  }
  const after = state.fork()
  after.apply(run.buffer.changes())
  return {
    refused,
    receipts: run.receipts,
    gasUsed: run.gasUsed,
    root: toHex(after.root()),
    markers: run.markers.length,
  }
}

describe('executeFreeMarker', () => {
  it('leaves what @ethereumjs/vm leaves', async () => {
    let executed = 0
    await fc.assert(
      fc.asyncProperty(sketch, async (scene) => {
        const { markers, ...found } = await outcome(scene)
        const { markers: none, ...expected } = await outcome(scene, NOBODY)
        expect(found).toEqual(expected)
        expect([markers, none]).toEqual([found.receipts.length, 0])
        executed += markers
      }),
      { numRuns: 150 },
    )
    expect(executed).toBeGreaterThan(20)
  })
})
