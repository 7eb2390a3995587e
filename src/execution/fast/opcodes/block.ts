import { BLOCKHASH_WORK } from '../../work.ts'
import type { Frame } from '../Frame.ts'
import type { Handler } from '../Handler.ts'
import { LIMBS, bigOf, numberOf, setBig, setBytes, setSmall } from '../words.ts'

/** BLOCKHASH knows so many ancestors. */
const WINDOW = 256n

function pushBig(frame: Frame, value: bigint): void {
  setBig(frame.stack, frame.top, value)
  frame.top += LIMBS
}

export const blockhash: Handler = (frame, machine) => {
  machine.countWork(BLOCKHASH_WORK)
  const { environment } = machine
  const at = frame.top - LIMBS
  const number = bigOf(frame.stack, at)
  const distance = environment.number - number
  const hash = distance > 0n && distance <= WINDOW ? environment.blockHash(number) : undefined
  if (hash === undefined) setSmall(frame.stack, at, 0)
  else setBytes(frame.stack, at, hash, 0, 32)
}

export const coinbase: Handler = (frame, { environment }) => {
  setBytes(frame.stack, frame.top, environment.coinbase, 0, 20)
  frame.top += LIMBS
}

export const timestamp: Handler = (frame, { environment }) => pushBig(frame, environment.timestamp)
export const number: Handler = (frame, { environment }) => pushBig(frame, environment.number)
export const gaslimit: Handler = (frame, { environment }) => pushBig(frame, environment.gasLimit)
export const chainid: Handler = (frame, { environment }) => pushBig(frame, environment.chainId)
export const basefee: Handler = (frame, { environment }) => pushBig(frame, environment.baseFee ?? 0n)

export const difficulty: Handler = (frame, { environment, rules }) => {
  if (!rules.randomness) pushBig(frame, environment.difficulty)
  else {
    setBytes(frame.stack, frame.top, environment.prevRandao, 0, 32)
    frame.top += LIMBS
  }
}

/** Marker transactions have no blobs: 0 for hashes and fee. */
export const blobhash: Handler = (frame, { terms }) => {
  const at = frame.top - LIMBS
  const hash = terms?.blobHashes[numberOf(frame.stack, at)]
  if (hash === undefined) setSmall(frame.stack, at, 0)
  else setBytes(frame.stack, at, hash, 0, 32)
}
export const blobbasefee: Handler = (frame, { terms }) => pushBig(frame, terms?.blobBaseFee ?? 0n)
