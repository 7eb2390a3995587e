import { CoterieError } from '../errors/CoterieError.ts'
import type { SendingNode } from './SendingNode.ts'

/**
 * Refuses what only flexible groups have: in offchain mode nothing would execute it, while it would be mined as a transaction.
 * @param method of a group, or `createGroup`.
 * @throws {CoterieError} `METHOD_NOT_SUPPORTED`.
 */
export function requireFlexible({ context }: SendingNode, method: string): void {
  if (context.privacy === 'flexible') return
  const advice =
    method === 'createGroup'
      ? 'use createPrivacyGroup'
      : 'an offchain group has no lock and keeps its members; make another one with createPrivacyGroup'
  throw new CoterieError('METHOD_NOT_SUPPORTED', `${method} is not supported when using offchain privacy: ${advice}`)
}
