import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type EvmCase, evmCaseShape } from './evmRecording.ts'
import { type FlowRecording, flowShape } from './flowRecording.ts'
import { type RpcLine, rpcLineShape } from './rpcRecording.ts'
import { type Shape, malformed } from './shapes.ts'

/** A file of recordings, told by its content. */
export type Recording =
  | { readonly kind: 'flow'; readonly flow: FlowRecording }
  | { readonly kind: 'evm'; readonly cases: readonly EvmCase[] }
  | { readonly kind: 'rpc'; readonly lines: readonly RpcLine[] }

/**
 * Reads a file of recordings: a flow; program cases or JSON-RPC requests, one a line; plain or compressed with gzip.
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
  if (has(whole, 'format')) return { kind: 'flow', flow: flowShape(whole, 'flow') }
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) throw malformed('the file', 'is empty')
  const read = <T>(shape: Shape<T>): T[] =>
    lines.map((line, index) => {
      const value = json(line)
      if (value === undefined) throw malformed(`line ${index + 1}`, 'is no JSON')
      return shape(value, `line ${index + 1}`)
    })
  return has(json(lines[0] ?? ''), 'request')
    ? { kind: 'rpc', lines: read(rpcLineShape) }
    : { kind: 'evm', cases: read(evmCaseShape) }
}

function has(value: unknown, field: string): boolean {
  return typeof value === 'object' && value !== null && field in value
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
