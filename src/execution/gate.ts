import { CoterieError } from '../errors/CoterieError.ts'
import { type EraRule, eraOfAdd, isToProxy } from '../management/managementCalls.ts'
import { equalBytes } from '../primitives/bytes.ts'
import type { EnclaveKey } from '../primitives/identifiers.ts'
import type { Envelope } from '../transaction/envelope.ts'
import { participantsOfCallData } from '../transaction/participants.ts'
import { eraRuleOfGroup, readLocked, readMembers, readVersion } from './askManagement.ts'
import type { ExecutionContext } from './processPrivateTransaction.ts'

/** Why the gate kept a transaction from being executed; nothing at all is recorded about it then. */
export type GateRefusal = 'add-while-unlocked' | 'locked' | 'version' | 'not-a-member'

/** What a gate decides on. */
export interface GateQuestion {
  readonly context: ExecutionContext
  readonly envelope: Envelope
  readonly era: EraRule
}

/**
 * Besu's execution gate, in its order (spec 02 §4): an add needs the lock; the lock lets only transactions to the proxy
 * through; the version must be the present one; the sender's enclave key must be a member, or a group without members must
 * be getting it as one.
 * @throws {CoterieError} `BLOCK_PROCESSING_FAILED` when the management contract gives no readable lock or version.
 * @throws {DecodeError} when a list of members cannot be decoded.
 */
export async function gate({ context, envelope, era }: GateQuestion): Promise<GateRefusal | undefined> {
  const { transaction, version } = envelope
  const add = eraOfAdd(transaction.to, transaction.payload, eraRuleOfGroup(context.world, era))
  const locked = answered(await readLocked(context), 'canExecute')
  if (add !== undefined && !locked) return 'add-while-unlocked'
  if (locked && !isToProxy(transaction.to)) return 'locked'
  if (!equalBytes(answered(await readVersion(context), 'getVersion'), version)) return 'version'
  const members = (await readMembers(context)) ?? []
  if (includes(members, transaction.privateFrom)) return undefined
  if (members.length > 0 || add === undefined) return 'not-a-member'
  return includes(participantsOfCallData(transaction.payload, add.name), transaction.privateFrom)
    ? undefined
    : 'not-a-member'
}

/** Whether a list of enclave keys holds `key`. */
export function includes(keys: readonly EnclaveKey[], key: Uint8Array): boolean {
  return keys.some((candidate) => equalBytes(candidate, key))
}

function answered<T>(answer: T | undefined, question: string): T {
  if (answer !== undefined) return answer
  throw new CoterieError(
    'BLOCK_PROCESSING_FAILED',
    `the management contract does not answer ${question}() with 32 bytes; the group cannot be used until it is replaced`,
    { details: { question } },
  )
}
