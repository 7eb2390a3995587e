import type { HardforkName } from '../../src/chain/hardfork.ts'
import { readStateTests } from './readStateTests.ts'
import { runStateTest } from './runStateTest.ts'
import type { Expectation, StateTest } from './stateTest.ts'

/** What came of a file. */
export interface StateTestsResult {
  readonly passed: number
  /** What went wrong, a line each. */
  readonly failures: readonly string[]
  /** Expectations that do not apply, by reason. */
  readonly notApplicable: ReadonlyMap<string, number>
}

/** The forks of the tests that Coterie runs. */
const FORKS: Readonly<Record<string, HardforkName>> = {
  ConstantinopleFix: 'constantinoplefix',
  Istanbul: 'istanbul',
  Berlin: 'berlin',
  London: 'london',
  Shanghai: 'shanghai',
  Cancun: 'cancun',
}

/** Runs all state tests of a file. */
export function runStateTests(file: string): StateTestsResult {
  let passed = 0
  const failures: string[] = []
  const notApplicable = new Map<string, number>()
  for (const [name, test] of readStateTests(file)) {
    for (const [forkName, expectations] of Object.entries(test.post)) {
      const fork = FORKS[forkName]
      if (fork === undefined) {
        const reason = `fork ${forkName}`
        notApplicable.set(reason, (notApplicable.get(reason) ?? 0) + expectations.length)
        continue
      }
      for (const expectation of expectations) {
        const failure = failureOf(test, fork, expectation)
        if (failure === undefined) passed++
        else failures.push(`${name}, ${forkName}, ${JSON.stringify(expectation.indexes)}: ${failure}`)
      }
    }
  }
  return { passed, failures, notApplicable }
}

function failureOf(test: StateTest, fork: HardforkName, expectation: Expectation): string | undefined {
  try {
    const { root, logs, invalid } = runStateTest(test, fork, expectation)
    const refusal = invalid === undefined ? 'nothing' : `"${invalid}"`
    const { expectException: wanted } = expectation
    if ((wanted === undefined) !== (invalid === undefined))
      return `expected ${wanted ?? 'no refusal'}, found ${refusal}`
    if (root !== expectation.hash) return `root: expected ${expectation.hash}, found ${root}`
    if (logs !== expectation.logs) return `logs: expected ${expectation.logs}, found ${logs}`
    return undefined
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}
