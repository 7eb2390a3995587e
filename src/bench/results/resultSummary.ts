import { type Spread, ratioOf, spreadText } from '../measure/spread.ts'
import { type RunIdentity, historyKey, runKey, threadsText } from './ResultLine.ts'
import { BASE, type ResultRow } from './resultRows.ts'

/** The contender that the summary is about. */
const SUBJECT = 'fast'

/**
 * The answers in sentences, a history each: how many times as fast as the obvious way, transactions a second with fresh and with
 * known senders, and what WebAssembly or JavaScript in place of native code for signatures, other numbers of replay threads, and other
 * ways of joining make of it.
 */
export function resultSummary(rows: readonly ResultRow[]): string[] {
  const usual = rows.filter(
    ({ contender, senders, crypto, join }) =>
      contender === SUBJECT && senders === 'fresh' && crypto === 'native' && join === 'replay',
  )
  // Of several numbers of replay threads, the others are compared with the first.
  const first = usual.filter((row) => row === usual.find((one) => historyKey(one) === historyKey(row)))
  return first.map((row) => {
    const like = (wanted: Partial<RunIdentity>): ResultRow | undefined => {
      const key = runKey({ ...row, ...wanted })
      return rows.find((one) => runKey(one) === key)
    }
    const otherThreads = usual.filter((one) => one !== row && historyKey(one) === historyKey(row))
    const known = like({ senders: 'known' })
    const parts = [
      ...(row.speedUp === undefined ? [] : [`${times(row.speedUp)} as fast as the ${BASE} way`]),
      `${rate(row)} tx/s with fresh senders${joinersText(row)}${chosenThreads(row)}`,
      ...(known === undefined ? [] : [`${rate(known)} tx/s with known senders`]),
      ...comparison(row, like({ crypto: 'wasm' }), 'WASM crypto'),
      ...comparison(row, like({ crypto: 'pure' }), 'pure JS crypto'),
      ...otherThreads.flatMap((other) => comparison(row, other, threadsText(other.replayThreads ?? 0))),
      ...comparison(row, like({ join: 'replay-final', replayThreads: null }), 'join replay-final'),
      ...comparison(row, like({ join: 'snapshot', replayThreads: null }), 'join snapshot'),
      ...comparison(row, like({ contender: 'reference', replayThreads: null }), 'the reference engine'),
    ]
    return `${row.title}: ${parts.join('; ')}`
  })
}

const joinersText = ({ parameters: { joiners } }: ResultRow): string =>
  joiners === 1 ? '' : ` by ${joiners} joiners together`

const chosenThreads = ({ replayThreads }: ResultRow): string =>
  replayThreads === null ? '' : `, ${threadsText(replayThreads)}`

/** What a variant makes of it. */
function comparison(row: ResultRow, other: ResultRow | undefined, name: string): string[] {
  if (other === undefined) return []
  const obvious = other.speedUp === undefined ? '' : `, ${times(other.speedUp)} as fast as the ${BASE} way`
  return [`${name}: ${times(ratioOf(row.us, other.us))} as fast as that${obvious}`]
}

function times(ratio: Spread): string {
  const short = (value: number): number => Number(value.toPrecision(3))
  return `${spreadText({ median: short(ratio.median), min: short(ratio.min), max: short(ratio.max) })} times`
}

function rate({ perSecond: { median } }: ResultRow): string {
  return Math.round(median).toLocaleString('en-US')
}
