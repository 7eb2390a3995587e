import type { Node } from '../../src/index.ts'
import type { GroupExpectation } from './flowRecording.ts'

/** A group as of a node's head, in the form of the recordings. */
export async function observeGroup(node: Node, id: string): Promise<GroupExpectation | null> {
  const state = await node.groupState(id)
  if (state === undefined) return null
  return {
    root: state.root,
    members: state.members ?? null,
    version: state.version ?? null,
    locked: state.locked ?? null,
  }
}
