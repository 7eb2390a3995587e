import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Alteration, type Json, alterationsOf } from './alterations.ts'
import { parseRecording } from './readRecording.ts'
import { runRecording } from './runRecording.ts'

/** Flows that have every field between them; each kind of alteration is made where it occurs first. */
const FLOWS = [
  'f05-paid-gas',
  'b01-add-short-history',
  'a05-refused-submissions',
  'a08-reverts',
  'f04-private-genesis',
  'g02-late-payload',
  'g04-enclave-down',
  'g10-distribute',
  'm-null-sender',
  'd08-same-marker-sender-in-history',
  'e04-upgrade-brick',
  'h-fork-shanghai',
  'h-fork-berlin',
]

/** What has no bearing on what nodes do. */
const WITHOUT_EFFECT: Readonly<Record<string, RegExp>> = {
  'texts for readers': /^(name|description|spec(\[\])*|blocks\[\]\.note|id): (?!unknown)/,
  'accounts that are listed for information': /^accounts\.\*: left out$/,
  'a base fee that is zero anyway': /^genesis\.config\.zeroBaseFee: /,
  'refused submissions that are not recorded': /^refused(\[\]: last|:) left out$/,
}

interface Candidate {
  readonly kind: string
  readonly alteration: Alteration
  readonly text: string
}

function candidates(texts: readonly string[], concerns: RegExp): Candidate[] {
  const found = new Map<string, Candidate>()
  for (const text of texts) {
    for (const alteration of alterationsOf(JSON.parse(text) as Json)) {
      const { kind } = alteration
      const ignored = Object.values(WITHOUT_EFFECT).some((pattern) => pattern.test(kind))
      if (!ignored && concerns.test(kind) && !found.has(kind)) found.set(kind, { kind, alteration, text })
    }
  }
  return [...found.values()]
}

function textOf(path: string): string {
  return gunzipSync(readFileSync(new URL(`../recordings/${path}`, import.meta.url))).toString('utf8')
}

async function isReported(text: string): Promise<boolean> {
  let recording
  try {
    recording = parseRecording(text)
  } catch {
    return true
  }
  if (recording.kind === 'rpc') throw new TypeError('answers have a self-check of their own')
  for await (const { differences } of runRecording(recording)) if (differences.length > 0) return true
  return false
}

async function expectReported({ alteration, text }: Candidate): Promise<void> {
  const recording = JSON.parse(text) as Json
  alteration.apply(recording)
  const altered = JSON.stringify(recording)
  expect(altered).not.toBe(JSON.stringify(JSON.parse(text)))
  expect(await isReported(altered)).toBe(true)
}

describe('the runner reports every kind of alteration of a flow', () => {
  const flows = FLOWS.map((name) => textOf(`flows/${name}.json.gz`))
  it.each(candidates(flows, /^/).map((one) => [one.kind, one] as const))('%s', (_, one) => expectReported(one))
})

describe('the runner reports every kind of alteration of a program case', () => {
  const lines = textOf('evm/london.jsonl.gz').split('\n')
  const chosen = ['"revertReason"', '"status":null', ''].map((part) => lines.find((line) => line.includes(part)) ?? '')
  const concerns = /unknown field|\.expect|senderKey|parentHash|number|wire|^group|genesisHash|fork: other|^blocks/
  const without = /timestamp|gasLimit|difficulty|prevRandao|baseFee|pmt|blocks\[\]\.hash|\[\]: last/
  const kinds = candidates(chosen, concerns).filter(({ kind }) => !without.test(kind))
  it.each(kinds.map((one) => [one.kind, one] as const))('%s', (_, one) => expectReported(one))
})
