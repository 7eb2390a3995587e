/** Code that runs on an engine, without transactions. */
import type { HardforkName } from '../../../src/chain/hardfork.ts'
import { DEFAULT_EXECUTION_CAP, type Engine, type ExecutionOutcome } from '../../../src/execution/engine.ts'
import { FastEngine } from '../../../src/execution/fast/FastEngine.ts'
import { ReferenceEngine } from '../../../src/execution/reference/ReferenceEngine.ts'
import { ResolvedState } from '../../../src/execution/ResolvedState.ts'
import { type Hex, fromHex, toHex } from '../../../src/primitives/bytes.ts'
import { toAddress } from '../../../src/primitives/identifiers.ts'
import { FlatBuffer } from '../../../src/state/FlatBuffer.ts'
import { JournaledBuffer } from '../../../src/state/JournaledBuffer.ts'
import { type AccountSketch, address, worldOf } from '../../state/stores.ts'

export const SENDER: Hex = address(0xaaaa)
export const TARGET: Hex = address(0x1001)
export const COINBASE: Hex = address(0xc01b)

const reference = new ReferenceEngine()
const fast = new FastEngine()
/** It knows no sequences: each instruction is a step. */
const stepwise = new FastEngine(() => undefined)

/** What runs beside the code. */
export interface Surroundings {
  /** Default london. */
  readonly fork?: HardforkName
  readonly data?: Uint8Array
  /** Other private accounts. */
  readonly accounts?: Readonly<Record<Hex, AccountSketch>>
  /** Of the target. */
  readonly slots?: Readonly<Record<Hex, Uint8Array>>
  readonly balance?: bigint
  /** Default 5,000,000 units. */
  readonly work?: number
}

/** Runs code on the fast engine. */
export function executeFast(code: string, surroundings: Surroundings = {}): ExecutionOutcome {
  return execute(fast, code, surroundings) as ExecutionOutcome
}

/** Runs code on the fast engine, each instruction for itself. */
export function executeStepwise(code: string, surroundings: Surroundings = {}): ExecutionOutcome {
  return execute(stepwise, code, surroundings) as ExecutionOutcome
}

/** Runs code on the reference engine. */
export async function executeReference(code: string, surroundings: Surroundings = {}): Promise<ExecutionOutcome> {
  return execute(reference, code, surroundings)
}

function execute(engine: Engine, code: string, surroundings: Surroundings): ReturnType<Engine['execute']> {
  const {
    fork = 'london',
    data = new Uint8Array(0),
    accounts = {},
    slots = {},
    balance = 0n,
    work = DEFAULT_EXECUTION_CAP.work,
  } = surroundings
  const account = { nonce: 1n, balance, code: fromHex(code.replaceAll(' ', '')), slots }
  const buffer = new FlatBuffer(worldOf({ ...accounts, [TARGET]: account }))
  return engine.execute({
    sender: toAddress(fromHex(SENDER)),
    target: toAddress(fromHex(TARGET)),
    kind: 'call',
    data,
    gasPrice: 77n,
    environment: {
      fork,
      chainId: 1337n,
      codeSizeLimit: 24_576,
      number: 300n,
      timestamp: 1_700_000_000n,
      coinbase: toAddress(fromHex(COINBASE)),
      gasLimit: 30_000_000n,
      difficulty: 7n,
      prevRandao: new Uint8Array(32).fill(0x77),
      baseFee: 9n,
      blockHash: (number) => new Uint8Array(32).fill(Number(number % 256n)),
    },
    state: new ResolvedState(buffer, new JournaledBuffer(worldOf({})).view()),
    cap: { ...DEFAULT_EXECUTION_CAP, work },
  })
}

/** Code that returns the word on top of the stack. */
export const returningTop = (code: string): string => `${code} 6000 52 6020 6000 f3`

/** The word that code leaves on top of the stack. @throws {RangeError} when it does not succeed. */
export function topOf(code: string, surroundings: Surroundings = {}): bigint {
  const { kind, output } = executeFast(returningTop(code), surroundings)
  if (kind !== 'success') throw new RangeError(`${code} ended as ${kind}`)
  return BigInt(toHex(output))
}

/** Code that pushes a word. */
export const pushing = (word: bigint): string => `7f${word.toString(16).padStart(64, '0')}`

/** Gas that code takes, of which the measuring is no part; the code leaves nothing on the stack. */
export function gasOf(code: string, surroundings: Surroundings = {}): bigint {
  return topOf(`5a ${code} 5a 90 03`, surroundings) - 2n
}
