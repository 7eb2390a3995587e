import { MANAGEMENT_PROXY } from '../primitives/addresses.ts'
import { equalBytes, fromHex } from '../primitives/bytes.ts'
import type { Address } from '../primitives/identifiers.ts'
import { type Era, type EraName, eras } from './eras.ts'

/** Call data of the view functions that a node asks the proxy (spec 01 §9.1); equal in all eras. */
export const viewCalls = {
  getParticipants: fromHex('5aa68ac0'),
  canExecute: fromHex('78b90337'),
  getVersion: fromHex('0d8e6e2c'),
} as const

/** Call data of `lock()`. */
export const LOCK_CALL = fromHex('f83d08ba')
/** Call data of `unlock()`. */
export const UNLOCK_CALL = fromHex('a69df4b5')
/** Selector of `upgradeTo(address)`. */
export const UPGRADE_SELECTOR = fromHex('3659cfe6')

/** Which eras a node recognises: one, or both (the era is then chosen a group). */
export type EraRule = EraName | 'auto'

/** Whether a transaction goes to the management proxy. */
export function isToProxy(to: Address | undefined): boolean {
  return to !== undefined && equalBytes(to, MANAGEMENT_PROXY)
}

/** The era whose `addParticipants` a transaction calls at the proxy; `undefined` when the node sees no add in it. */
export function eraOfAdd(to: Address | undefined, payload: Uint8Array, rule: EraRule): Era | undefined {
  if (!isToProxy(to)) return undefined
  return recognisedEras(rule).find(({ addSelector }) => startsWith(payload, addSelector))
}

/** The era whose `removeParticipant` a transaction calls at the proxy, if any. */
export function eraOfRemove(to: Address | undefined, payload: Uint8Array, rule: EraRule): Era | undefined {
  if (!isToProxy(to)) return undefined
  return recognisedEras(rule).find(({ removeSelector }) => startsWith(payload, removeSelector))
}

/** The era of a group that comes into being with this transaction. */
export function eraOfCreation(to: Address | undefined, payload: Uint8Array, rule: EraRule): Era {
  return eraOfAdd(to, payload, rule) ?? eras[rule === 'auto' ? 'v2' : rule]
}

function recognisedEras(rule: EraRule): readonly Era[] {
  return rule === 'auto' ? Object.values(eras) : [eras[rule]]
}

function startsWith(payload: Uint8Array, selector: Uint8Array): boolean {
  return payload.length >= selector.length && equalBytes(payload.subarray(0, selector.length), selector)
}
