import type { Common } from '@ethereumjs/common'
import { type EVMInterface, NobleBN254, type PrecompileFunc, getActivePrecompiles } from '@ethereumjs/evm'
import { BLAKE2_INPUT_SIZE, blake2Rounds, compressBlake2 } from '../../crypto/blake2.ts'
import { verifyPointEvaluation } from '../../crypto/pointEvaluation.ts'
import { sha256 } from '../../crypto/sha256.ts'
import { concat, equalBytes, toHex, toWord } from '../../primitives/bytes.ts'
import { InternalExecutionError } from '../executionErrors.ts'

/** What a precompiled contract gave. */
export interface PrecompileResult {
  readonly gasUsed: bigint
  readonly output: Uint8Array
}

/** A precompiled contract; `undefined` when it fails, which takes all gas. */
export type Precompile = (data: Uint8Array, gas: bigint) => PrecompileResult | undefined

/** A contract of our own in place of the library's. */
type Substitute = (common: Common, library: Precompile) => Precompile

const at = (number: number): string => number.toString(16).padStart(40, '0')

/** By address, as the library writes it. It has the point evaluation, too, but asynchronous; the others are slow there. */
const substitutes: ReadonlyMap<string, Substitute> = new Map([
  [at(0x02), hashing],
  [at(0x09), blake2f],
  [at(0x0a), pointEvaluation],
])

/** The precompiled contracts of a fork by address, hex. */
export function precompilesOf(common: Common): ReadonlyMap<string, Precompile> {
  const precompiles = new Map<string, Precompile>()
  for (const [address, run] of getActivePrecompiles(common)) {
    const library = wrap(run, common)
    precompiles.set(`0x${address}`, substitutes.get(address)?.(common, library) ?? library)
  }
  return precompiles
}

/** All that the precompiles take of an EVM is its curve; some look for it under this name. */
const host = { _bn254: new NobleBN254() } as unknown as EVMInterface

function wrap(run: PrecompileFunc, common: Common): Precompile {
  return (data, gas) => {
    const result = run({ data, gasLimit: gas, common, _EVM: host })
    if (result instanceof Promise) throw new InternalExecutionError('a precompiled contract is asynchronous')
    if (result.exceptionError !== undefined) return undefined
    return { gasUsed: result.executionGasUsed, output: result.returnValue }
  }
}

/** SHA-256. */
function hashing(common: Common): Precompile {
  const price = common.param('sha256Gas')
  const wordPrice = common.param('sha256WordGas')
  return (data, gas) => {
    const gasUsed = price + wordPrice * BigInt(Math.ceil(data.length / 32))
    return gas < gasUsed ? undefined : { gasUsed, output: sha256(data) }
  }
}

/** BLAKE2b's compression (EIP-152). */
function blake2f(common: Common, library: Precompile): Precompile {
  const roundPrice = common.param('blake2RoundGas')
  return (data, gas) => {
    if (data.length !== BLAKE2_INPUT_SIZE || data[BLAKE2_INPUT_SIZE - 1]! > 1) return undefined
    const gasUsed = roundPrice * BigInt(blake2Rounds(data))
    if (gas < gasUsed) return undefined
    const output = compressBlake2(data)
    return output === undefined ? library(data, gas) : { gasUsed, output }
  }
}

const FIELD_ORDER = 52435875175126190479447740508185965837690552500527637822603658699938581184513n

/** Checks a value of a blob's polynomial (EIP-4844). */
function pointEvaluation(common: Common): Precompile {
  const price = common.param('kzgPointEvaluationPrecompileGas')
  const version = Number(common.param('blobCommitmentVersionKzg'))
  const answer = concat(toWord(common.param('fieldElementsPerBlob')), toWord(FIELD_ORDER))
  return (data, gas) => {
    if (gas < price || data.length !== 192) return undefined
    const commitment = data.subarray(96, 144)
    const versionedHash = sha256(commitment)
    versionedHash[0] = version
    if (!equalBytes(versionedHash, data.subarray(0, 32))) return undefined
    const [z, y, proof] = [data.subarray(32, 64), data.subarray(64, 96), data.subarray(144, 192)].map(toHex)
    if (!verifyPointEvaluation(toHex(commitment), z!, y!, proof!)) return undefined
    return { gasUsed: price, output: answer.slice() }
  }
}
