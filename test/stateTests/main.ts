import { findStateTests } from './readStateTests.ts'
import { runStateTests } from './runStateTests.ts'

/** Failures of a file that are told. */
const FEW = 10

/**
 * Runs official state tests and tells what came of them.
 * @param paths files and folders.
 * @returns the exit code: 0 when none has failed.
 */
export function main(paths: readonly string[]): number {
  if (paths.length === 0) {
    console.error('name folders or files with state tests')
    return 1
  }
  let [passed, failed] = [0, 0]
  const notApplicable = new Map<string, number>()
  for (const file of paths.flatMap(findStateTests)) {
    const result = runStateTests(file)
    passed += result.passed
    failed += result.failures.length
    for (const [reason, count] of result.notApplicable) {
      notApplicable.set(reason, (notApplicable.get(reason) ?? 0) + count)
    }
    if (result.failures.length > 0) console.log(`${file}: ${result.passed} passed, ${result.failures.length} failed`)
    for (const failure of result.failures.slice(0, FEW)) console.log(`  ${failure}`)
  }
  const reasons = [...notApplicable].map(([reason, count]) => `${count} ${reason}`)
  const left = [...notApplicable.values()].reduce((sum, count) => sum + count, 0)
  console.log(
    `${passed} passed, ${failed} failed, ${left} not applicable${left === 0 ? '' : ` (${reasons.join(', ')})`}`,
  )
  return failed === 0 ? 0 : 1
}
