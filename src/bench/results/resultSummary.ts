import { type Spread, ratioOf, spreadText } from '../measure/spread.ts'
import { BASE, type ResultRow } from './resultRows.ts'

/** The contender that the summary is about. */
const SUBJECT = 'fast'

/**
 * The answers in sentences, a history each: how many times as fast as the obvious way, transactions a second with fresh and with
 * known senders, and what WebAssembly or JavaScript in place of native code for signatures and other ways of joining make of it.
 */
export function resultSummary(rows: readonly ResultRow[]): string[] {
  const usual = rows.filter(
    ({ contender, senders, crypto, join }) =>
      contender === SUBJECT && senders === 'fresh' && crypto === 'native' && join === 'replay',
  )
  return usual.map((row) => {
    const like = (
      wanted: Partial<Pick<ResultRow, 'contender' | 'senders' | 'crypto' | 'join'>>,
    ): ResultRow | undefined => {
      const { history, contender, senders, crypto, join } = { ...row, ...wanted }
      return rows.find(
        (one) =>
          one.history === history &&
          one.contender === contender &&
          one.senders === senders &&
          one.crypto === crypto &&
          one.join === join,
      )
    }
    const known = like({ senders: 'known' })
    const parts = [
      ...(row.speedUp === undefined ? [] : [`${times(row.speedUp)} as fast as the ${BASE} way`]),
      `${rate(row)} tx/s with fresh senders`,
      ...(known === undefined ? [] : [`${rate(known)} tx/s with known senders`]),
      ...comparison(row, like({ crypto: 'wasm' }), 'WASM crypto'),
      ...comparison(row, like({ crypto: 'pure' }), 'pure JS crypto'),
      ...comparison(row, like({ join: 'replay-final' }), 'join replay-final'),
      ...comparison(row, like({ join: 'snapshot' }), 'join snapshot'),
      ...comparison(row, like({ contender: 'reference' }), 'the reference engine'),
    ]
    return `${row.history}: ${parts.join('; ')}`
  })
}

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
