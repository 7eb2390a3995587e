import type { Node } from '../node/Node.ts'
import { toHex } from '../primitives/bytes.ts'
import type { GroupId, StateRoot } from '../primitives/identifiers.ts'
import type { StateSource } from '../replay/ReplayContext.ts'
import type { PrivateMetadataStore } from '../state/PrivateMetadataStore.ts'
import { answerStateRequest } from '../state/snapshot/answerStateRequest.ts'
import { exportState } from '../state/snapshot/exportState.ts'
import { encodeStateChunk } from '../state/snapshot/StateChunk.ts'
import { decodeStateRequest } from '../state/snapshot/StateRequest.ts'

/** Bytes of entries in one answer. */
const CHUNK_BYTES = 512 * 1024

/** Bytes of the state at a root, as `receiver` would get it from `sender`, without the requests; 0 when it has it. */
export function snapshotSize(sender: PrivateMetadataStore, receiver: PrivateMetadataStore, root: StateRoot): number {
  return receiver.get(root) === undefined ? stateSize(sender, receiver, root) : 0
}

/** The same of the whole state, whether the receiver has it or not; code that it has is left out. */
export function stateSize(sender: PrivateMetadataStore, receiver: PrivateMetadataStore, root: StateRoot): number {
  let bytes = 0
  for (const chunk of exportState(sender, root, CHUNK_BYTES, (hash) => receiver.code(hash) !== undefined)) {
    bytes += encodeStateChunk(chunk).length
  }
  return bytes
}

/** The first node but `receiver` that knows a group and has its state at a root. */
export function stateSource(
  nodes: readonly Node[],
  receiver: string,
  group: GroupId,
  root: StateRoot,
): StateSource | undefined {
  const sender = nodes.find(({ name, context: { metadata, canonical } }) => {
    return (
      name !== receiver &&
      metadata.headMap(canonical.head.hash)?.has(toHex(group)) === true &&
      metadata.get(root) !== undefined
    )
  })
  if (sender === undefined) return undefined
  const { metadata } = sender.context
  return async (request) =>
    encodeStateChunk(answerStateRequest(metadata, root, decodeStateRequest(request), CHUNK_BYTES))
}
