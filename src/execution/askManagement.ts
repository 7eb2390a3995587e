import { MANAGEMENT_PROXY, ZERO_ADDRESS } from '../primitives/addresses.ts'
import { toHex } from '../primitives/bytes.ts'
import { type EnclaveKey, type GroupVersion, toGroupVersion } from '../primitives/identifiers.ts'
import { type EraName, eras } from '../management/eras.ts'
import { eraOfCodeHash } from '../management/managementCode.ts'
import { type EraRule, viewCalls } from '../management/managementCalls.ts'
import { storedAnswer } from '../management/storedMembership.ts'
import type { WorldState } from '../state/WorldState.ts'
import { participantsOfOutput } from '../transaction/participants.ts'
import { onceReady } from './onceReady.ts'
import { type ExecutionContext, simulateCall } from './processPrivateTransaction.ts'

/** Gas price of the view calls that a node makes for itself (spec 02 §4). */
const VIEW_GAS_PRICE = 1000n

/** An answer; no promise where it is known without a call. */
type Answer<T> = T | undefined | Promise<T | undefined>

/**
 * Output of one view call to the proxy; `undefined` when it does not succeed. Where the group runs on the default contracts
 * the answer comes from their storage.
 */
export function askManagement(context: ExecutionContext, question: keyof typeof viewCalls): Answer<Uint8Array> {
  const stored = storedAnswer(context.world, question)
  if (stored !== undefined) return stored
  const call = { sender: ZERO_ADDRESS, to: MANAGEMENT_PROXY, data: viewCalls[question], gasPrice: VIEW_GAS_PRICE }
  return simulateCall(context, call).then(({ kind, output }) => (kind === 'success' ? output : undefined))
}

/**
 * The members as the node reads them: `undefined` when the call fails or returns nothing, otherwise the list in contract
 * order, which is empty for output that Besu's decoder cannot read (spec 01 §9.3).
 * @throws {DecodeError} when the number of members does not fit the output.
 */
export function readMembers(context: ExecutionContext): Answer<EnclaveKey[]> {
  return onceReady(askManagement(context, 'getParticipants'), (output) => {
    if (output === undefined || output.length === 0) return undefined
    return participantsOfOutput(output, eraOfGroup(context.world) ?? 'v2')
  })
}

/** Whether the group is locked; `undefined` unless the answer of `canExecute()` is 32 bytes. */
export function readLocked(context: ExecutionContext): Answer<boolean> {
  return onceReady(askManagement(context, 'canExecute'), (output) =>
    output?.length === 32 ? output.every((byte) => byte === 0) : undefined,
  )
}

/** The group's version; `undefined` unless the answer of `getVersion()` is 32 bytes. */
export function readVersion(context: ExecutionContext): Answer<GroupVersion> {
  return onceReady(askManagement(context, 'getVersion'), (output) =>
    output?.length === 32 ? toGroupVersion(output) : undefined,
  )
}

/** What a node recognises in a group: where it takes both eras, the one that the group was born with. */
export function eraRuleOfGroup(world: WorldState, rule: EraRule): EraRule {
  return rule === 'auto' ? (eraOfGroup(world) ?? 'auto') : rule
}

/** The era of a group: that of the code hash which its proxy was born with; `undefined` for a state without a group. */
export function eraOfGroup(world: WorldState): EraName | undefined {
  const proxy = world.account(toHex(MANAGEMENT_PROXY))
  return proxy && (eraOfCodeHash(proxy.codeHash)?.name ?? eras.v2.name)
}
