import type { Engine } from '../../../src/execution/engine.ts'
import { FastEngine } from '../../../src/execution/fast/FastEngine.ts'
import { ReferenceEngine } from '../../../src/execution/reference/ReferenceEngine.ts'
import { toHex } from '../../../src/primitives/bytes.ts'
import { type DifferentialCase, makeCase } from './makeCase.ts'
import { type Observation, runCase } from './runCase.ts'

/** What came of a run. */
export interface DifferentialResult {
  readonly ran: number
  /** Cases by how they ended. */
  readonly kinds: Readonly<Record<string, number>>
  /** The first differences, with everything needed to see them again. */
  readonly differences: readonly string[]
}

/** Differences that are told. */
const MOST = 10

/**
 * Runs random programs on both engines and compares all that can be seen.
 * @param first index of the first case of the seed.
 * @param fast what is compared with the reference engine.
 */
export async function runDifferential(
  seed: number,
  count: number,
  first = 0,
  fast: Engine = new FastEngine(),
): Promise<DifferentialResult> {
  const reference = new ReferenceEngine()
  const kinds: Record<string, number> = {}
  const differences: string[] = []
  let ran = 0
  for (; ran < count && differences.length < MOST; ran++) {
    const one = makeCase(seed, first + ran)
    const expected = await runCase(one, reference)
    const found = await runCase(one, fast)
    kinds[expected.kind] = (kinds[expected.kind] ?? 0) + 1
    const difference = compare(expected, found)
    if (difference.length > 0) differences.push(describe(seed, first + ran, one, difference))
  }
  return { ran, kinds, differences }
}

function compare(expected: Observation, found: Observation): string[] {
  return (Object.keys(expected) as (keyof Observation)[])
    .filter((field) => expected[field] !== found[field])
    .map(
      (field) => `  ${field}: reference ${expected[field]}\n  ${' '.repeat(field.length)}  fast      ${found[field]}`,
    )
}

function describe(seed: number, index: number, one: DifferentialCase, difference: readonly string[]): string {
  const { fork, journaled, kind, target, data, cap, privateAccounts, publicAccounts } = one
  const codes = Object.entries({ ...privateAccounts, ...publicAccounts })
    .filter(([, { code }]) => code !== undefined)
    .map(([address, { code }]) => `  ${address}: ${toHex(code ?? new Uint8Array(0))}`)
  return [
    `case ${index} of seed ${seed}: ${kind} of ${target} with ${toHex(data)}, ${fork}${journaled ? ', journaled' : ''}`,
    `  work ${cap.work}, memory ${cap.memory}, precompileGas ${cap.precompileGas}`,
    ...codes,
    ...difference,
  ].join('\n')
}
