import { type Hex, concatHex, hexToBigInt, keccak256, numberToHex, stringToHex, toRlp } from 'viem'
import { sign } from 'viem/accounts'

/** What a client signs for a flexible group; unlike a node it has nothing but its own library (spec 05 §4). */
export interface PrivateTransactionToSign {
  readonly nonce: number
  /** Absent for a creation. */
  readonly to?: Hex | undefined
  readonly data: Hex
  /** Default 3,000,000. */
  readonly gasLimit?: number
  readonly chainId: number
  /** Sender's enclave key, base64. */
  readonly privateFrom: string
  /** Group id, base64. */
  readonly privacyGroupId: string
  readonly privateKey: Hex
}

/** The raw transaction of 12 items. */
export async function signPrivateTransaction(transaction: PrivateTransactionToSign): Promise<Hex> {
  const { nonce, to, data, gasLimit = 3_000_000, chainId, privateFrom, privacyGroupId, privateKey } = transaction
  const call = [scalar(nonce), '0x', scalar(gasLimit), to ?? '0x', '0x', data] as const
  const group = [base64ToHex(privateFrom), base64ToHex(privacyGroupId), stringToHex('restricted')] as const
  const hash = keccak256(toRlp([...call, scalar(chainId), '0x', '0x', ...group]))
  const { r, s, yParity } = await sign({ hash, privateKey })
  const v = (yParity ?? 0) + 35 + 2 * chainId
  return toRlp([...call, scalar(v), minimal(r), minimal(s), ...group])
}

function scalar(value: number): Hex {
  return value === 0 ? '0x' : evenHex(numberToHex(value))
}

/** Without leading zero bytes. */
function minimal(word: Hex): Hex {
  return evenHex(numberToHex(hexToBigInt(word)))
}

function evenHex(hex: Hex): Hex {
  return hex.length % 2 === 0 ? hex : concatHex(['0x', `0x0${hex.slice(2)}`])
}

function base64ToHex(text: string): Hex {
  return `0x${Buffer.from(text, 'base64').toString('hex')}`
}
