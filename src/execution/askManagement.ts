import { MANAGEMENT_PROXY, ZERO_ADDRESS } from '../primitives/addresses.ts'
import { toHex } from '../primitives/bytes.ts'
import { type EnclaveKey, type GroupVersion, toGroupVersion } from '../primitives/identifiers.ts'
import { type EraName, eras } from '../management/eras.ts'
import { eraOfCodeHash } from '../management/managementCode.ts'
import { type EraRule, viewCalls } from '../management/managementCalls.ts'
import { storedAnswer } from '../management/storedMembership.ts'
import type { WorldState } from '../state/WorldState.ts'
import { participantsOfOutput } from '../transaction/participants.ts'
import { type ExecutionContext, simulateCall } from './processPrivateTransaction.ts'

/** Gas price of the view calls that a node makes for itself (spec 02 §4). */
const VIEW_GAS_PRICE = 1000n

/**
 * Output of one view call to the proxy; `undefined` when it does not succeed. Where the group runs on the default contracts
 * the answer comes from their storage.
 */
export async function askManagement(
  context: ExecutionContext,
  question: keyof typeof viewCalls,
): Promise<Uint8Array | undefined> {
  const stored = storedAnswer(context.world, question)
  if (stored !== undefined) return stored
  const outcome = await simulateCall(context, {
    sender: ZERO_ADDRESS,
    to: MANAGEMENT_PROXY,
    data: viewCalls[question],
    gasPrice: VIEW_GAS_PRICE,
  })
  return outcome.kind === 'success' ? outcome.output : undefined
}

/**
 * The members as the node reads them: `undefined` when the call fails or returns nothing, otherwise the list in contract
 * order, which is empty for output that Besu's decoder cannot read (spec 01 §9.3).
 * @throws {DecodeError} when the number of members does not fit the output.
 */
export async function readMembers(context: ExecutionContext): Promise<EnclaveKey[] | undefined> {
  const output = await askManagement(context, 'getParticipants')
  if (output === undefined || output.length === 0) return undefined
  return participantsOfOutput(output, eraOfGroup(context.world) ?? 'v2')
}

/** Whether the group is locked; `undefined` unless the answer of `canExecute()` is 32 bytes. */
export async function readLocked(context: ExecutionContext): Promise<boolean | undefined> {
  const output = await askManagement(context, 'canExecute')
  return output?.length === 32 ? output.every((byte) => byte === 0) : undefined
}

/** The group's version; `undefined` unless the answer of `getVersion()` is 32 bytes. */
export async function readVersion(context: ExecutionContext): Promise<GroupVersion | undefined> {
  const output = await askManagement(context, 'getVersion')
  return output?.length === 32 ? toGroupVersion(output) : undefined
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
