import type { GroupExpectation, NodeExpectation } from './flowRecording.ts'

/** What a node is to hold at its head: what the recording said last, for it says only what changes. */
export class ExpectedNode {
  head: string
  /** Groups of the flow that are not here are unknown to the node. */
  readonly groups = new Map<string, GroupExpectation | null>()
  /** Nonces by group and address; as named for this node; others have sent nothing yet. */
  readonly nonces = new Map<string, Map<string, number>>()
  readonly addDataKeys = new Map<string, string>()

  constructor(genesisHash: string) {
    this.head = genesisHash
  }

  /** Takes over what an entry of the recording says. */
  update({ head, groups, nonces, addDataKeys }: NodeExpectation): void {
    this.head = head
    for (const [id, group] of Object.entries(groups ?? {})) this.groups.set(id, group)
    for (const [id, changed] of Object.entries(nonces ?? {})) {
      const known = this.nonces.get(id) ?? new Map<string, number>()
      for (const [address, nonce] of Object.entries(changed)) known.set(address, nonce)
      this.nonces.set(id, known)
    }
    for (const [id, handle] of Object.entries(addDataKeys ?? {})) this.addDataKeys.set(id, handle)
  }
}
