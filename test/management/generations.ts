/** The generations of keys and eras that the scenarios of the management contract run with. */
import { encodeAbiParameters, encodePacked, keccak256 } from 'viem'
import { type Hex, fromBase64, toHex } from '../../src/primitives/bytes.ts'
import { COINBASE } from './managementEvm.ts'

const EC_PREFIX = 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE'
const fromText = (...keys: readonly string[]): readonly Hex[] => keys.map((key) => toHex(fromBase64(key)))

/** KA, KB and KC of spec 01 §12: 32 bytes each. */
export const NACL_KEYS = fromText(
  'A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo=',
  'Ko2bVqD+nNlNYL5EE7y3IdOnviftjiizpjRt+HTuFBs=',
  'k2zXEin4Ip/qBGlRkJejnGWdP9cjkK+DAvKNW31L2C8=',
)
/** The EC keys of spec 05 §11.3: 91 bytes each. */
export const EC_KEYS = fromText(
  `${EC_PREFIX}S8nC4qT/KdoAoTSF3qs/47DUsDihyVbWiRjZAiyvqp9eSDkqV1RzlM+58oOwnpFRwvWNZM+AxMVxT+MvxdsqMA==`,
  `${EC_PREFIX}XIgZqRA25V+3nN+Do6b5r0jiUunub6ubjPhqwHpPxP44uUYh9RKCQNRnsqCJ9PjeTnC8R3ieJk7HWAlycU1bug==`,
  `${EC_PREFIX}Fl85WnNPyzSEX+evc774xoqUQdjSnQMTE1uIyMOve+iVwjs6dUEUwz5teiKuUUf63a/qYe4n6SGnQ7HnmtDViQ==`,
)

/** Selectors that do not depend on the era (spec 01 §9.1, §10.1). */
export const SELECTORS = {
  getParticipants: '0x5aa68ac0',
  lock: '0xf83d08ba',
  unlock: '0xa69df4b5',
  canExecute: '0x78b90337',
  getVersion: '0x0d8e6e2c',
  canUpgrade: '0x9738968c',
  upgradeTo: '0x3659cfe6',
  implementation: '0x5c60da1b',
} as const

/** An era with three keys of a kind that it knows. */
export interface Generation {
  readonly title: string
  readonly era: 'v1' | 'v2'
  readonly keyType: 'bytes' | 'bytes32'
  readonly keys: readonly Hex[]
  readonly addSelector: Hex
  readonly removeSelector: Hex
  readonly addedTopic: Hex
  readonly removedTopic: Hex
}

const V2 = {
  era: 'v2',
  keyType: 'bytes',
  addSelector: '0x965a25ef',
  removeSelector: '0x1f52a8ee',
  addedTopic: '0x1673b13ca99fc5f5d54f8ebc163339b3c03f5f661cec3f5dfe506fdbd2602de6',
  removedTopic: '0x52213552a930e6de0c0d7df74ece31dac1306b2c7e200ceded7a4442853189b5',
} as const

/** Era v2 with both kinds of keys, and era v1, whose scenarios together are FP-69. */
export const GENERATIONS: readonly Generation[] = [
  { ...V2, title: 'era v2 with 32-byte keys', keys: NACL_KEYS },
  { ...V2, title: 'era v2 with 91-byte keys', keys: EC_KEYS },
  {
    title: 'FP-69 era v1',
    era: 'v1',
    keyType: 'bytes32',
    keys: NACL_KEYS,
    addSelector: '0xb4926e25',
    removeSelector: '0xfd017797',
    addedTopic: '0xcc7365305ae5f16c463d1383713d699f43c5548bbda5537ee61373ceb9aaf213',
    removedTopic: '0xef2df0cc0f44b5a36a7de9951ef49ba4d861649244ff89bcf7ffaa1ac7291e89',
  },
]

/** Concatenates a selector and encoded arguments. */
export const callData = (selector: Hex, args: Hex): Hex => `0x${selector.slice(2)}${args.slice(2)}`

/** ABI encoding of a list of keys, alone. */
export const encodeKeys = ({ keyType }: Generation, keys: readonly Hex[]): Hex =>
  encodeAbiParameters([{ type: `${keyType}[]` }], [keys])

/** ABI encoding of one key, alone. */
export const encodeKey = ({ keyType }: Generation, key: Hex): Hex => encodeAbiParameters([{ type: keyType }], [key])

/** Data of a `ParticipantAdded` event. */
export const encodeAdded = ({ keyType }: Generation, success: boolean, key: Hex, message: string): Hex =>
  encodeAbiParameters([{ type: 'bool' }, { type: keyType }, { type: 'string' }], [success, key, message])

/** Version of a group with these members in a block with this parent (spec 01 §9.5; v1: spec 08). */
export function versionOf({ era }: Generation, parentHash: Hex, keys: readonly Hex[]): Hex {
  const encoded =
    era === 'v1'
      ? encodePacked(['bytes32', 'address', 'bytes32[]'], [parentHash, COINBASE, keys])
      : encodeAbiParameters(
          [{ type: 'bytes32' }, { type: 'address' }, { type: 'bytes[]' }],
          [parentHash, COINBASE, keys],
        )
  return keccak256(encoded)
}
