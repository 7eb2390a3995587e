import { fromHex, toHex } from '../primitives/bytes.ts'
import { managementBytecode } from './bytecode.ts'
import { type Era, eras } from './eras.ts'

interface ManagementCode {
  readonly era: Era
  readonly code: Uint8Array
  readonly size: number
}

const byHash = new Map<string, ManagementCode>()
for (const era of Object.values(eras)) {
  const { contract, proxy } = managementBytecode[era.name]
  byHash.set(toHex(era.managementCodeHash), { era, code: fromHex(contract), size: era.managementCodeSize })
  byHash.set(toHex(era.proxyCodeHash), { era, code: fromHex(proxy), size: era.proxyCodeSize })
}

/**
 * The code that runs for an account with this code hash, when the hash is that of Besu's management contract or proxy of an
 * era: our own bytecode with the same behaviour, so that roots equal Besu's (spec 08). `undefined` for every other hash.
 */
export function managementCode(codeHash: Uint8Array): Uint8Array | undefined {
  return byHash.get(toHex(codeHash))?.code
}

/** Length in bytes that Besu's code with this hash has; `undefined` when it is no management code. */
export function managementCodeSize(codeHash: Uint8Array): number | undefined {
  return codeHash.length === 32 ? byHash.get(toHex(codeHash))?.size : undefined
}

/** The era that a code hash belongs to; `undefined` when it is no management code. */
export function eraOfCodeHash(codeHash: Uint8Array): Era | undefined {
  return byHash.get(toHex(codeHash))?.era
}
