import { DecodeError } from '../../errors/DecodeError.ts'
import type { StateRoot } from '../../primitives/identifiers.ts'
import { type StateChunk, decodeStateChunk } from '../../state/snapshot/StateChunk.ts'
import { StateImport } from '../../state/snapshot/StateImport.ts'
import { encodeStateRequest } from '../../state/snapshot/StateRequest.ts'
import { snapshotInvalid } from '../../state/trie/TrieRange.ts'
import type { ReplayRun } from './ReplayRun.ts'

/**
 * Gets the state at a root from another node; nothing of it is stored that has not been verified.
 * @returns why there is none; `undefined` when the node has it now.
 * @throws {CoterieError} `SNAPSHOT_INVALID` when what comes is not what the root says.
 */
export async function receiveState(run: ReplayRun, root: StateRoot): Promise<string | undefined> {
  const { context, needed } = run
  const { metadata } = context
  if (metadata.get(root) !== undefined) return undefined
  const ask = context.stateSource(needed.group, root)
  if (ask === undefined) return 'no other node has the state at its checkpoint'
  const into = new StateImport(metadata, root, (hash) => metadata.code(hash) !== undefined)
  for (let wanted = into.wanted; wanted !== undefined; wanted = into.wanted) {
    const request = encodeStateRequest(wanted)
    const answer = await ask(request)
    run.snapshotBytes += request.length + answer.length
    into.accept(chunkOf(answer))
    await run.reached(0)
  }
  into.finish()
  return undefined
}

function chunkOf(answer: Uint8Array): StateChunk {
  try {
    return decodeStateChunk(answer)
  } catch (error) {
    if (error instanceof DecodeError) throw snapshotInvalid(error.message)
    throw error
  }
}
