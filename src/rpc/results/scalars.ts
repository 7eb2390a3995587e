import { type Hex, toHex } from '../../primitives/bytes.ts'

/** A number as JSON-RPC writes it: `0x` and minimal hex, zero is `0x0`. */
export function quantity(value: bigint | number): Hex {
  return `0x${value.toString(16)}`
}

/** Bytes as JSON-RPC writes them: `0x` and two digits a byte. */
export const data: (bytes: Uint8Array) => Hex = toHex
