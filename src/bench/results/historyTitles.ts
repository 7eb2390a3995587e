import { SWEPT_PARAMETERS } from '../workloads/WorkloadParameters.ts'
import { type HistoryIdentity, historyKey } from './ResultLine.ts'

/** A title for each history by its {@link historyKey}: the name, and where several share it, what tells them apart. */
export function historyTitles(histories: readonly HistoryIdentity[]): ReadonlyMap<string, string> {
  const byKey = new Map(histories.map((history) => [historyKey(history), history]))
  return new Map(
    [...byKey].map(([key, history]) => {
      const others = [...byKey.values()].filter((other) => other !== history && other.history === history.history)
      const facts = factsOf(history).filter(({ value }, index) =>
        others.some((other) => factsOf(other)[index]?.value !== value),
      )
      const text = facts.map(({ name, shown }) => `${name} ${shown}`).join(', ')
      return [key, others.length === 0 ? history.history : `${history.history} (${text})`]
    }),
  )
}

/** What differs between two histories of the same name, for instance `gap 0 → 10, root 0x5b2fe48d… → 0x35faa57a…`. */
export function historyDifference(before: HistoryIdentity, after: HistoryIdentity): string {
  const recent = factsOf(after)
  return factsOf(before)
    .flatMap(({ name, value, shown }, index) => {
      const other = recent[index]
      return other === undefined || other.value === value ? [] : [`${name} ${shown} → ${other.shown}`]
    })
    .join(', ')
}

interface Fact {
  readonly name: string
  readonly value: string
  readonly shown: string
}

/** What makes a history, the same facts in the same order for all. */
function factsOf({ parameters, roots }: HistoryIdentity): Fact[] {
  const plain = (['workload', ...SWEPT_PARAMETERS, 'seed'] as const).map((name) => {
    const value = String(parameters[name])
    return { name, value, shown: value }
  })
  return [...plain, { name: roots.length > 1 ? 'roots' : 'root', value: roots.join(' '), shown: shortRoots(roots) }]
}

/** All joiners end with the same roots; of many groups the first one must do. */
function shortRoots(roots: readonly string[]): string {
  const [first = 'none', ...others] = new Set(roots)
  const short = first.length > 12 ? `${first.slice(0, 10)}…` : first
  return others.length === 0 ? short : `${short} and ${others.length} more`
}
