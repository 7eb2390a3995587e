/** The bytes of a recorded flow that concern transactions and payloads. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

export interface RecordedFlow {
  readonly payloads: readonly {
    readonly handle: string
    readonly payload: string
    readonly kind: 'envelope' | 'blob' | 'crafted'
  }[]
  readonly submissions?: readonly {
    readonly raw: string
    readonly pmtData: string
    readonly payloads: readonly number[]
  }[]
  readonly refused?: readonly { readonly raw: string; readonly error: { readonly name: string } }[]
}

export function readRecordedFlow(name: string): RecordedFlow {
  const file = new URL(`../recordings/flows/${name}.json.gz`, import.meta.url)
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as RecordedFlow
}
