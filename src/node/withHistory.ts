import { isCoterieError } from '../errors/CoterieError.ts'

/** A node that can make what it has deferred. */
interface CompletingNode {
  completeHistory(id: string): Promise<unknown>
}

/**
 * Reads something from a node; what fails because the node has deferred part of a group's history is read once more when
 * that has been made. The failure may be the direct cause of another error.
 * @throws {CoterieError} what the completion throws.
 */
export async function withHistory<T>(node: CompletingNode, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    const group = deferredGroup(error)
    if (group === undefined) throw error
    await node.completeHistory(group)
  }
  return read()
}

/** The group (base64) whose deferred history is behind a failure; `undefined` when it has another reason. */
function deferredGroup(error: unknown): string | undefined {
  const reasons = error instanceof Error ? [error, error.cause] : []
  const deferred = reasons.find((reason) => isCoterieError(reason, 'HISTORY_DEFERRED'))
  return isCoterieError(deferred) ? String(deferred.details['group']) : undefined
}
