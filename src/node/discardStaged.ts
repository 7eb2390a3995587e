import type { NodeContext } from './NodeContext.ts'

/** Forgets everything that is staged, and what is in memory because of it. */
export function discardStaged(node: NodeContext): void {
  node.store.discard()
  node.states.forget()
  node.canonical.forget()
}
