import { HARDFORKS, type HardforkName } from '../../../src/chain/hardfork.ts'
import { DEFAULT_EXECUTION_CAP, type ExecutionCap } from '../../../src/execution/engine.ts'
import type { Hex } from '../../../src/primitives/bytes.ts'
import { SeededRandom } from '../../rpc/fuzz/SeededRandom.ts'
import { type AccountSketch, address, slot } from '../../state/stores.ts'
import { initCode, writeProgram } from './writeProgram.ts'

/** Everything that an execution depends on. */
export interface DifferentialCase {
  readonly fork: HardforkName
  /** Whether frames undo their own changes only. */
  readonly journaled: boolean
  readonly cap: ExecutionCap
  readonly kind: 'call' | 'create'
  readonly sender: Hex
  readonly target: Hex
  readonly data: Uint8Array
  readonly privateAccounts: Readonly<Record<Hex, AccountSketch>>
  readonly publicAccounts: Readonly<Record<Hex, AccountSketch>>
}

const SENDER = address(0xaaaa)
const PRIVATE = [0x1001, 0x1002, 0x1003, 0x1004].map(address)
const PUBLIC = [0x2001, 0x2002].map(address)
const PUBLIC_EOA = address(0x2003)
const NOBODY = [0x3001, 0x3002].map(address)
const NEW_CONTRACT = address(0x4001)
const RIPEMD = address(3)

/** Makes a case; the same for the same numbers. */
export function makeCase(seed: number, index: number): DifferentialCase {
  const random = new SeededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b))
  const known = [SENDER, ...PRIVATE, ...PRIVATE, ...PUBLIC, PUBLIC_EOA, ...NOBODY, NEW_CONTRACT, RIPEMD]
  const context = { random, addresses: known.map(BigInt), nesting: 2 }
  const contract = (): AccountSketch => ({
    nonce: BigInt(random.below(3)),
    balance: random.oneIn(3) ? BigInt(random.below(10)) : 0n,
    code: writeProgram(context),
    slots: Object.fromEntries(
      [0, 1, 2].filter(() => random.oneIn(2)).map((i) => [slot(i), Uint8Array.of(1 + random.below(255))]),
    ),
  })
  const isCreation = random.oneIn(6)
  const publicAccounts = Object.fromEntries(PUBLIC.map((one): [Hex, AccountSketch] => [one, contract()]))
  publicAccounts[PUBLIC_EOA] = { balance: 5n }
  if (random.oneIn(12)) publicAccounts[NEW_CONTRACT] = { balance: BigInt(random.below(2)) }
  const privateAccounts = Object.fromEntries(PRIVATE.map((one): [Hex, AccountSketch] => [one, contract()]))
  if (random.oneIn(2)) privateAccounts[SENDER] = { nonce: 1n, balance: random.oneIn(2) ? 7n : 0n }
  if (random.oneIn(10)) privateAccounts[RIPEMD] = {}
  return {
    fork: random.of(HARDFORKS),
    journaled: random.oneIn(4),
    cap: {
      ...DEFAULT_EXECUTION_CAP,
      work: random.of([50, 700, 3000, 3000, 3000, 8000]),
      memory: random.oneIn(6) ? 4096 : 1 << 20,
      precompileGas: random.oneIn(10) ? 5n : 1_000_000n,
    },
    kind: isCreation ? 'create' : 'call',
    sender: SENDER,
    target: isCreation ? NEW_CONTRACT : random.of([...PRIVATE, ...PRIVATE, ...PRIVATE, ...PUBLIC, ...known]),
    data: isCreation ? initCode(context) : random.bytes(random.below(100)),
    privateAccounts,
    publicAccounts,
  }
}
