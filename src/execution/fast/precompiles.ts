import { createHash } from 'node:crypto'
import type { Common } from '@ethereumjs/common'
import { type EVMInterface, NobleBN254, type PrecompileFunc, getActivePrecompiles } from '@ethereumjs/evm'
import { verifyPointEvaluation } from '../../crypto/pointEvaluation.ts'
import { type Hex, concat, equalBytes, toHex, toWord } from '../../primitives/bytes.ts'
import { InternalExecutionError } from '../executionErrors.ts'

/** What a precompiled contract gave. */
export interface PrecompileResult {
  readonly gasUsed: bigint
  readonly output: Uint8Array
}

/** A precompiled contract; `undefined` when it fails, which takes all gas. */
export type Precompile = (data: Uint8Array, gas: bigint) => PrecompileResult | undefined

const POINT_EVALUATION: Hex = '0x000000000000000000000000000000000000000a'

/** The precompiled contracts of a fork by address, hex. */
export function precompilesOf(common: Common): ReadonlyMap<string, Precompile> {
  const precompiles = new Map<string, Precompile>()
  for (const [address, run] of getActivePrecompiles(common)) precompiles.set(`0x${address}`, wrap(run, common))
  // The library's own is asynchronous.
  if (precompiles.has(POINT_EVALUATION)) precompiles.set(POINT_EVALUATION, pointEvaluation(common))
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

const FIELD_ORDER = 52435875175126190479447740508185965837690552500527637822603658699938581184513n

/** Checks a value of a blob's polynomial (EIP-4844). */
function pointEvaluation(common: Common): Precompile {
  const price = common.param('kzgPointEvaluationPrecompileGas')
  const version = Number(common.param('blobCommitmentVersionKzg'))
  const answer = concat(toWord(common.param('fieldElementsPerBlob')), toWord(FIELD_ORDER))
  return (data, gas) => {
    if (gas < price || data.length !== 192) return undefined
    const commitment = data.subarray(96, 144)
    const versionedHash = new Uint8Array(createHash('sha256').update(commitment).digest())
    versionedHash[0] = version
    if (!equalBytes(versionedHash, data.subarray(0, 32))) return undefined
    const [z, y, proof] = [data.subarray(32, 64), data.subarray(64, 96), data.subarray(144, 192)].map(toHex)
    if (!verifyPointEvaluation(toHex(commitment), z!, y!, proof!)) return undefined
    return { gasUsed: price, output: answer.slice() }
  }
}
