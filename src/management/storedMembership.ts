import { keccak256 } from '../crypto/keccak.ts'
import { DEFAULT_MANAGEMENT_CONTRACT, MANAGEMENT_PROXY } from '../primitives/addresses.ts'
import { EMPTY_BYTES, type Hex, concat, equalBytes, padLeft, toBigInt, toHex, toWord } from '../primitives/bytes.ts'
import { type EnclaveKey, toEnclaveKey } from '../primitives/identifiers.ts'
import type { WorldState } from '../state/WorldState.ts'
import { encodeParticipants } from '../transaction/participants.ts'
import { type Era, eras } from './eras.ts'
import { eraOfCodeHash } from './managementCode.ts'
import type { viewCalls } from './managementCalls.ts'

const PROXY = toHex(MANAGEMENT_PROXY)
const CONTRACT = toHex(DEFAULT_MANAGEMENT_CONTRACT)
/** Slot 0: owner in the low 20 bytes, the flag "unlocked" in the byte before; slot 1: version; slot 2: length of the list. */
const [STATUS, VERSION, LIST]: readonly Hex[] = [slotAt(0n), slotAt(1n), slotAt(2n)]
const LIST_ITEMS = toBigInt(keccak256(toWord(2n)))
const SELECTOR_LENGTH = 4
/** Longer lists are left to the contract. */
const MAX_MEMBERS = 1000n

/**
 * What a view function of the proxy returns, read from the default contracts' storage (spec 01 §9.2) instead of executed:
 * the gate asks three of them before every private transaction. The answers equal those of the code.
 * @returns `undefined` when the group does not run on the default contracts of an era, so that the code must be asked.
 */
export function storedAnswer(world: WorldState, question: keyof typeof viewCalls): Uint8Array | undefined {
  return world.derived.get(question, [PROXY, CONTRACT], () => readAnswer(world, question))
}

function readAnswer(world: WorldState, question: keyof typeof viewCalls): Uint8Array | undefined {
  const era = defaultEra(world)
  if (era === undefined) return undefined
  switch (question) {
    case 'canExecute':
      return toWord(BigInt(statusOf(world)[11] ?? 0))
    case 'getVersion':
      return padLeft(world.slot(CONTRACT, VERSION as Hex), 32)
    case 'getParticipants':
      return encodedMembers(world, era)
  }
}

/**
 * Owner of a group: 20 bytes, zeros when it has none yet (spec 01 §9.2, slot 0 of the contract that the proxy points to).
 * @returns `undefined` when that contract is no instance of a default one, whose storage means what its author wants.
 */
export function storedOwner(world: WorldState): Uint8Array | undefined {
  const implementation = toHex(padLeft(world.slot(PROXY, slotAt(0n)), 32).slice(12))
  const record = world.account(implementation)
  const original = world.account(CONTRACT)
  if (record === undefined || original === undefined) return undefined
  if (!equalBytes(world.code(record.codeHash), world.code(original.codeHash))) return undefined
  return padLeft(world.slot(implementation, STATUS as Hex), 32).slice(12)
}

/** The era whose default contracts the group runs on: both genesis accounts as they were born, the proxy not upgraded. */
function defaultEra(world: WorldState): Era | undefined {
  const proxy = world.account(PROXY)
  const contract = world.account(CONTRACT)
  if (proxy === undefined || contract === undefined) return undefined
  const era = eraOfCodeHash(proxy.codeHash)
  if (era === undefined || !equalBytes(contract.codeHash, era.managementCodeHash)) return undefined
  const implementation = padLeft(world.slot(PROXY, slotAt(0n)), 32)
  return equalBytes(implementation.subarray(12), DEFAULT_MANAGEMENT_CONTRACT) ? era : undefined
}

const statusOf = (world: WorldState): Uint8Array => padLeft(world.slot(CONTRACT, STATUS as Hex), 32)

function encodedMembers(world: WorldState, era: Era): Uint8Array | undefined {
  const count = toBigInt(world.slot(CONTRACT, LIST as Hex))
  if (count > MAX_MEMBERS) return undefined
  const keys: EnclaveKey[] = []
  for (let i = 0n; i < count; i++) {
    const item = LIST_ITEMS + i
    keys.push(toEnclaveKey(era === eras.v1 ? wordAt(world, item) : bytesAt(world, item)))
  }
  return encodeParticipants(keys, era.name).subarray(SELECTOR_LENGTH)
}

/** A Solidity `bytes` in storage: up to 31 bytes in the head slot, longer ones from keccak(head slot) on. */
function bytesAt(world: WorldState, head: bigint): Uint8Array {
  const word = wordAt(world, head)
  const last = word[31] ?? 0
  if (last % 2 === 0) return word.slice(0, last / 2)
  const length = Number((toBigInt(word) - 1n) / 2n)
  const first = toBigInt(keccak256(toWord(head)))
  const words = Array.from({ length: Math.ceil(length / 32) }, (_, i) => wordAt(world, first + BigInt(i)))
  return words.length === 0 ? EMPTY_BYTES : concat(...words).slice(0, length)
}

const wordAt = (world: WorldState, slot: bigint): Uint8Array => padLeft(world.slot(CONTRACT, slotAt(slot)), 32)

function slotAt(slot: bigint): Hex {
  return toHex(toWord(BigInt.asUintN(256, slot)))
}
