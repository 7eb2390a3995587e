import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type EvmCase, evmCaseShape } from './evmRecording.ts'
import { type FlowRecording, flowShape } from './flowRecording.ts'
import { malformed } from './shapes.ts'

/** A file of recordings, told by its content. */
export type Recording =
  { readonly kind: 'flow'; readonly flow: FlowRecording } | { readonly kind: 'evm'; readonly cases: readonly EvmCase[] }

/**
 * Reads a file of recordings: a flow, or program cases, one a line; plain or compressed with gzip.
 * @throws {DecodeError} when there is anything in it that this runner does not know.
 */
export function readRecording(path: string): Recording {
  const bytes = readFileSync(path)
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8')
  return parseRecording(text)
}

/** Reads the text of a file of recordings; see {@link readRecording}. */
export function parseRecording(text: string): Recording {
  const whole = json(text)
  if (hasFormat(whole)) return { kind: 'flow', flow: flowShape(whole, 'flow') }
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) throw malformed('the file', 'is empty')
  return {
    kind: 'evm',
    cases: lines.map((line, index) => {
      const value = json(line)
      if (value === undefined) throw malformed(`line ${index + 1}`, 'is no JSON')
      return evmCaseShape(value, `line ${index + 1}`)
    }),
  }
}

function hasFormat(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'format' in value
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
