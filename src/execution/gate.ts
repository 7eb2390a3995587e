import { CoterieError } from '../errors/CoterieError.ts'
import { type EraRule, eraOfAdd, isToProxy } from '../management/managementCalls.ts'
import { equalBytes } from '../primitives/bytes.ts'
import type { EnclaveKey } from '../primitives/identifiers.ts'
import type { Envelope } from '../transaction/envelope.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'
import { participantsOfCallData } from '../transaction/participants.ts'
import { eraRuleOfGroup, readLocked, readMembers, readVersion } from './askManagement.ts'
import { onceReady } from './onceReady.ts'
import type { ExecutionContext } from './processPrivateTransaction.ts'

/** Why the gate kept a transaction from being executed; nothing at all is recorded about it then. */
export type GateRefusal = 'add-while-unlocked' | 'locked' | 'version' | 'not-a-member'

/** `undefined`: the transaction may be executed. */
type GateAnswer = GateRefusal | undefined

/** What a gate decides on. */
export interface GateQuestion {
  readonly context: ExecutionContext
  readonly envelope: Envelope
  readonly era: EraRule
}

/**
 * Besu's execution gate, in its order (spec 02 §4): an add needs the lock; the lock lets only transactions to the proxy
 * through; the version must be the present one; the sender's enclave key must be a member, or a group without members must
 * be getting it as one. No promise where the management contract need not be called.
 * @throws {CoterieError} `BLOCK_PROCESSING_FAILED` when the management contract gives no readable lock or version.
 * @throws {DecodeError} when a list of members cannot be decoded.
 */
export function gate({ context, envelope, era }: GateQuestion): GateAnswer | Promise<GateAnswer> {
  const { transaction, version } = envelope
  const add = eraOfAdd(transaction.to, transaction.payload, eraRuleOfGroup(context.world, era))
  return onceReady(readLocked(context), (answer) => {
    const locked = answered(answer, 'canExecute')
    if (add !== undefined && !locked) return 'add-while-unlocked'
    if (locked && !isToProxy(transaction.to)) return 'locked'
    return onceReady(readVersion(context), (present): GateAnswer | Promise<GateAnswer> => {
      if (!equalBytes(answered(present, 'getVersion'), version)) return 'version'
      return onceReady(readMembers(context), (members = []) => refusalOfSender(transaction, members, add))
    })
  })
}

/** Whether the sender's enclave key is a member, or gets a group without members as one. */
function refusalOfSender(
  { payload, privateFrom }: PrivateTransaction,
  members: readonly EnclaveKey[],
  add: ReturnType<typeof eraOfAdd>,
): GateAnswer {
  if (includes(members, privateFrom)) return undefined
  if (members.length > 0 || add === undefined) return 'not-a-member'
  return includes(participantsOfCallData(payload, add.name), privateFrom) ? undefined : 'not-a-member'
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
