import { type HardforkName, isAtLeast } from '../chain/hardfork.ts'
import { sizeOf } from '../execution/fast/steps.ts'
import { toHex } from '../primitives/bytes.ts'

/** Opcodes that compilers use and that came with a fork. */
const newOpcodes: Readonly<Record<number, readonly [name: string, since: HardforkName]>> = {
  0x46: ['CHAINID', 'istanbul'],
  0x47: ['SELFBALANCE', 'istanbul'],
  0x48: ['BASEFEE', 'london'],
  0x49: ['BLOBHASH', 'cancun'],
  0x4a: ['BLOBBASEFEE', 'cancun'],
  0x5c: ['TLOAD', 'cancun'],
  0x5d: ['TSTORE', 'cancun'],
  0x5e: ['MCOPY', 'cancun'],
  0x5f: ['PUSH0', 'shanghai'],
}

/** Where solc's metadata begin: a CBOR map whose first key is `ipfs` or `bzzr…`. What is behind them is not executed. */
const METADATA = /a264697066735822|a165627a7a72/

/**
 * What may explain a halt: the code has an opcode that a later fork brought, so it was compiled for that one. Engines do
 * not keep the opcode at which they halt, hence this is read from the code, and is a hint only.
 * @param code that halted: of the called account, or init code. @param fork whose rules it ran with.
 * @returns text that follows `it halted`; empty when nothing is known.
 */
export function laterForkHint(code: Uint8Array, fork: HardforkName): string {
  const metadata = toHex(code).slice(2).search(METADATA)
  const end = metadata < 0 ? code.length : metadata / 2
  for (let at = 0; at < end; at += sizeOf(code[at] ?? 0)) {
    const [name, since] = newOpcodes[code[at] ?? 0] ?? []
    if (name !== undefined && since !== undefined && !isAtLeast(fork, since)) {
      return (
        `; its code has ${name} of ${since}, which the rules of ${fork} do not know: ` +
        `compile it with evmVersion '${fork === 'constantinoplefix' ? 'petersburg' : fork}', ` +
        `or give the network a genesis with ${since} and zeroBaseFee`
      )
    }
  }
  return ''
}
