import { type Hex, concat, fromHex, padLeft, toBigInt, toWord } from '../primitives/bytes.ts'
import { tokenBytecode, tokenSelectors } from './demoContract.ts'

/** Smallest units in one token: the contract has 18 decimals. */
export const TOKEN_UNIT = 10n ** 18n

/** Init code of the token. @param supply in smallest units; the deployer gets it. */
export function deployToken(supply: bigint): Uint8Array {
  return concat(fromHex(tokenBytecode), toWord(supply))
}

/** Call data of `transfer(address,uint256)`. @param value in smallest units. */
export function transferTokens(to: Hex, value: bigint): Uint8Array {
  return concat(fromHex(tokenSelectors['transfer(address,uint256)']), addressWord(to), toWord(value))
}

/** Call data of `balanceOf(address)`. */
export function balanceOfTokens(holder: Hex): Uint8Array {
  return concat(fromHex(tokenSelectors['balanceOf(address)']), addressWord(holder))
}

/** A `uint256` that a call returned; `undefined` for the empty output of an address without code. */
export function returnedNumber(output: Hex): bigint | undefined {
  return output === '0x' ? undefined : toBigInt(fromHex(output))
}

const addressWord = (address: Hex): Uint8Array => padLeft(fromHex(address), 32)
