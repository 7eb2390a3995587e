/** Checks of a submission that both privacy modes make. Each throws a `SubmissionError`. */
import { refuse } from '../errors/SubmissionError.ts'
import { equalBytes, toHex } from '../primitives/bytes.ts'
import { type GroupId, toGroupId } from '../primitives/identifiers.ts'
import { legacyGroupId } from '../transaction/groupId.ts'
import type { PrivateTransaction } from '../transaction/privateTransaction.ts'
import { recoverSender } from '../transaction/privateTransactionSignature.ts'
import type { NodeContext } from './NodeContext.ts'
import { privateNonce } from './privateNonce.ts'

/** Values from which Besu's signed 64-bit nonces are negative. */
const NEGATIVE_NONCE = 2n ** 63n

export function requireRestricted({ restriction }: PrivateTransaction): void {
  if (restriction !== 'restricted') {
    throw refuse('UNSUPPORTED_PRIVATE_TRANSACTION_TYPE', `restriction must be "restricted", not "${restriction}"`)
  }
}

/** The transaction must be in the name of the node's enclave key. */
export function requireOwnPrivateFrom(node: NodeContext, { privateFrom }: PrivateTransaction): void {
  if (!equalBytes(privateFrom, node.ownKey)) {
    throw refuse('PRIVATE_FROM_DOES_NOT_MATCH_ENCLAVE_PUBLIC_KEY', `set privateFrom to the enclave key of ${node.name}`)
  }
}

/** Spec 01 §8.1 step 4: group id, sender, value, chain id, nonce. A nonce that is too high is accepted. */
export function validateSubmission(node: NodeContext, transaction: PrivateTransaction): void {
  const { value, chainId, nonce } = transaction
  const group = determineGroupId(transaction)
  const sender = recoverSender(transaction)
  if (value !== 0n) throw refuse('PRIVATE_VALUE_NOT_ZERO', 'a private transaction cannot move value')
  const own = node.chain.genesis.chainId
  if (chainId !== undefined && chainId !== own) throw refuse('WRONG_CHAIN_ID', `sign for chain id ${own}`)
  const next = privateNonce(node, node.canonical.head, group, sender)
  if (nonce < next || nonce >= NEGATIVE_NONCE) {
    throw refuse('PRIVATE_NONCE_TOO_LOW', `the next private nonce of ${toHex(sender)} in this group is ${next}`)
  }
}

/** The group id that a transaction carries, or the one derived from its parties (spec 01 §3.2). */
export function determineGroupId({ recipients, privateFrom }: PrivateTransaction): GroupId {
  return recipients.kind === 'group' ? groupIdOf(recipients.groupId) : legacyGroupId(privateFrom, recipients.privateFor)
}

/** A group id as it stands on the wire. @throws {SubmissionError} `DECODE_ERROR` unless it has 32 bytes. */
export function groupIdOf(bytes: Uint8Array): GroupId {
  if (bytes.length !== 32) throw refuse('DECODE_ERROR', `a privacy group id has 32 bytes, not ${bytes.length}`)
  return toGroupId(bytes)
}
