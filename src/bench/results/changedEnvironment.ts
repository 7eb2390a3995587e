import type { ResultEnvironment, ResultLine } from './ResultLine.ts'

/** Versions, machine and how it was measured, where two files of results differ: name to both values, `–` where there is none. */
export function changedEnvironment(
  before: readonly ResultLine[],
  after: readonly ResultLine[],
): Record<string, readonly [before: string, after: string]> {
  const [old, recent] = [environmentOf(before), environmentOf(after)]
  const names = [...new Set([...Object.keys(old), ...Object.keys(recent)])]
  return Object.fromEntries(
    names
      .map((name) => [name, [String(old[name] ?? '–'), String(recent[name] ?? '–')] as const] as const)
      .filter(([, [a, b]]) => a !== b),
  )
}

function environmentOf(lines: readonly ResultLine[]): ResultEnvironment {
  return lines.find((line) => line.kind === 'environment')?.environment ?? {}
}
