import { type Common, type CustomCrypto, Mainnet, createCustomCommon } from '@ethereumjs/common'
import { paramsBlock } from '@ethereumjs/block'
import { paramsTx } from '@ethereumjs/tx'
import { keccak256 } from '../crypto/keccak.ts'
import { verifyPointEvaluation } from '../crypto/pointEvaluation.ts'
import { recoverPublicKey, signedDigest } from '../crypto/secp256k1.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import { toBigInt } from '../primitives/bytes.ts'

/** The protocol versions that Coterie runs, in order of activation, by the names that Besu genesis files use. */
export const HARDFORKS = ['constantinoplefix', 'istanbul', 'berlin', 'london', 'shanghai', 'cancun'] as const

/** A protocol version. */
export type HardforkName = (typeof HARDFORKS)[number]

/** The same versions by the names of `@ethereumjs/common`. */
const libraryNames: Record<HardforkName, string> = {
  constantinoplefix: 'petersburg',
  istanbul: 'istanbul',
  berlin: 'berlin',
  london: 'london',
  shanghai: 'shanghai',
  cancun: 'cancun',
}

/** Whether `fork` is `other` or newer. */
export function isAtLeast(fork: HardforkName, other: HardforkName): boolean {
  return HARDFORKS.indexOf(fork) >= HARDFORKS.indexOf(other)
}

const unused = (): never => {
  throw new CoterieError('INVALID_ARGUMENT', 'blobs are not part of a Besu network with privacy')
}

const customCrypto: CustomCrypto = {
  keccak256,
  kzg: {
    verifyProof: verifyPointEvaluation,
    blobToKzgCommitment: unused,
    computeBlobProof: unused,
    verifyBlobProofBatch: unused,
    computeCells: unused,
    computeCellsAndProofs: unused,
    recoverCellsAndProofs: unused,
    verifyCellKzgProofBatch: unused,
  },
  ecrecover(digest, v, r, s, chainId) {
    return recoverPublicKey(signedDigest(digest, { r: toBigInt(r), s: toBigInt(s), recId: recoveryId(v, chainId) }))
  },
}

const decoding = new Map<string, Common>()

/** @internal The rules of one protocol version for decoding blocks and transactions, one object for all of them. */
export function decodingRules(fork: HardforkName, chainId: bigint): Common {
  const key = `${fork} ${chainId}`
  let common = decoding.get(key)
  if (common === undefined) decoding.set(key, (common = withParamsMerged(createCommon(fork, chainId))))
  return common
}

/**
 * The libraries merge copies of their constant parameters into the rules again for every transaction and header that they make,
 * which takes longer than the rest; here it is done once and for all, for copies of the rules as well.
 */
function withParamsMerged(common: Common): Common {
  common.updateParams(paramsTx)
  common.updateParams(paramsBlock)
  const { updateParams } = common
  common.updateParams = function (this: Common, params) {
    if (params !== paramsTx && params !== paramsBlock) updateParams.call(this, params)
  }
  return common
}

/** Typed transactions carry the recovery id itself, legacy ones 27 or 28, or a value with the chain id in it (EIP-155). */
function recoveryId(v: bigint, chainId: bigint | undefined): number {
  if (v === 0n || v === 1n) return Number(v)
  return Number(v === 27n || v === 28n || chainId === undefined ? v - 27n : v - (chainId * 2n + 35n))
}

/**
 * @internal The rules of one protocol version for `@ethereumjs/*`. A new object each time: those libraries write to it.
 */
export function createCommon(fork: HardforkName, chainId: bigint): Common {
  return createCustomCommon(
    // Chain ids of real networks fit a number; the library keeps them as one.
    { chainId: Number(chainId), name: 'coterie' },
    Mainnet,
    { hardfork: libraryNames[fork], customCrypto },
  )
}
