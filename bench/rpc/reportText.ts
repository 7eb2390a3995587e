import type { Spread } from '../../src/bench/measure/spread.ts'
import { columns } from '../../test/support/columns.ts'
import type { InstallSize } from './measureInstall.ts'
import { OUTSIDE_MARKS } from './outsideMarks.ts'
import type { Contender } from './runContender.ts'

/** One contender, over all its runs. */
export interface LoadRow {
  readonly contender: Contender
  /** That counted, in each run. */
  readonly requests: number
  readonly perSecond: Spread
  /** Milliseconds. */
  readonly p50?: Spread
  readonly p99?: Spread
  readonly peakMb: Spread
  /** Root of the group at the end of every run. */
  readonly root: string
}

/** Everything that was measured. */
export interface Report {
  readonly environment: Readonly<Record<string, string>>
  readonly load: readonly LoadRow[]
  /** Milliseconds. */
  readonly start: { readonly preset: string; readonly ready: Spread; readonly answered: Spread } | undefined
  readonly install: InstallSize | undefined
}

/** A report as tables. */
export function reportText({ environment, load, start, install }: Report): string {
  const where = Object.entries(environment).map(([name, value]) => `${name} ${value}`)
  const parts = [`${where.join(', ')}\nmedians (lowest to highest run)`]
  if (load.length > 0) parts.push(loadTable(load))
  if (start !== undefined) {
    const { preset, ready, answered } = start
    parts.push(`start (${preset}): ready after ${shown(ready)} ms, first answer after ${shown(answered)} ms`)
  }
  if (install !== undefined) {
    const { megabytes, packages, ownMegabytes } = install
    const own = `${ownMegabytes.toFixed(1)} MB of them our own`
    parts.push(`install: ${megabytes.toFixed(1)} MB in ${packages} packages, ${own}`)
  }
  return [...parts, `Outside marks: public chains, other work of the same order\n${outsideTable()}`].join('\n\n')
}

function loadTable(load: readonly LoadRow[]): string {
  const rows = load.map(({ contender, requests, perSecond, p50, p99, peakMb, root }) => [
    contender,
    String(requests),
    shown(perSecond),
    p50 === undefined ? '' : shown(p50),
    p99 === undefined ? '' : shown(p99),
    shown(peakMb),
    root.slice(0, 10),
  ])
  return columns([['', 'requests', 'per second', 'p50 ms', 'p99 ms', 'peak MB', 'root'], ...rows])
}

function outsideTable(): string {
  const rows = OUTSIDE_MARKS.map(({ name, transferUs, callsPerSecond, startMs, installedMb, packages }) =>
    [name, callsPerSecond, Math.round(1e6 / transferUs), startMs, installedMb, packages].map(String),
  )
  return columns([['', 'calls/s', 'transfers/s, one a block', 'start ms', 'MB', 'packages'], ...rows])
}

function shown({ median, min, max }: Spread): string {
  return `${median} (${min} to ${max})`
}
