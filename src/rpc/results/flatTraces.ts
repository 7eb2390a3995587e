import type { Frame, SelfDestruct } from '../../execution/reference/FrameTracer.ts'
import { toHex } from '../../primitives/bytes.ts'
import type { JsonValue } from '../JsonRpc.ts'
import { data, quantity } from './scalars.ts'

/** Where the marker of a traced transaction is. */
export interface TracePlace {
  readonly blockHash: Uint8Array
  readonly blockNumber: bigint
  readonly transactionHash: Uint8Array
}

type Fields = { readonly [key: string]: JsonValue | undefined }

/** A frame and all below it in order of beginning, in the style of Parity (spec 03 §18). */
export function flatTraces(frame: Frame, place: TracePlace, address: readonly number[] = []): JsonValue[] {
  const { calls } = frame
  return [
    trace(place, { ...describe(frame), subtraces: calls.length, traceAddress: [...address] }),
    ...calls.flatMap((call, position) => {
      const at = [...address, position]
      if (call.kind !== 'selfdestruct') return flatTraces(call, place, at)
      return [trace(place, { ...describeEnd(call), subtraces: 0, traceAddress: at })]
    }),
  ]
}

function trace(place: TracePlace, fields: Fields): JsonValue {
  const { action, type, subtraces, traceAddress, ...rest } = fields
  return {
    action,
    blockHash: data(place.blockHash),
    blockNumber: Number(place.blockNumber),
    ...rest,
    subtraces,
    traceAddress,
    transactionHash: data(place.transactionHash),
    type,
  }
}

function describe(frame: Frame): Fields {
  const { kind, from, to, value, input, gas, gasUsed, output, error } = frame
  const creates = kind === 'create' || kind === 'create2'
  const begin = { from, gas: quantity(gas) }
  const action = creates
    ? { creationMethod: kind, ...begin, init: input, value: quantity(value) }
    : { callType: kind, ...begin, input, to, value: quantity(value) }
  const type = creates ? 'create' : 'call'
  if (error !== undefined) {
    return { action, type, error, ...(error === 'Reverted' ? { revertReason: toHex(output) } : {}) }
  }
  const result = creates
    ? { address: to, code: toHex(output), gasUsed: quantity(gasUsed) }
    : { gasUsed: quantity(gasUsed), output: toHex(output) }
  return { action, type, result }
}

function describeEnd({ address, refundAddress, balance }: SelfDestruct): Fields {
  return { action: { address, balance: quantity(balance), refundAddress }, type: 'suicide', result: null }
}
