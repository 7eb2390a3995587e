import { fromHex } from '../../src/primitives/bytes.ts'

/** Init code that leaves one word on the stack and installs it as code, so that a simulated creation gives it back. */
export function runtimeOf(code: string): Uint8Array {
  return fromHex(`${code} 6000 52 6020 6000 f3`.replaceAll(' ', ''))
}
