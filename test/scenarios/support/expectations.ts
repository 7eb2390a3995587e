import { expect } from 'vitest'
import { type Hex, type NetworkNode, SubmissionError } from '../../../src/index.ts'
import { toHex } from '../../../src/primitives/bytes.ts'
import { EMPTY_ROOT } from '../../../src/state/trie/MerkleTrie.ts'

/** Root of a trie without entries. */
export const EMPTY_TRIE_ROOT: Hex = toHex(EMPTY_ROOT)

/** Answers of Besu to refused submissions. */
export const NO_SUCH_GROUP = { code: -50100, message: 'Flexible Privacy group does not exist.' }
export const UNDECODABLE = { code: -50100, message: 'Unable to decode the private signed raw transaction' }
export const ENCLAVE_TROUBLE = { code: -50100, message: 'Error communicating with enclave' }
export const NONCE_TOO_LOW = { code: -32001, message: 'Nonce too low' }

/** Expects a submission to be refused with Besu's code and message. */
export async function expectRefusal(
  submission: Promise<unknown>,
  besu: { code: number; message: string },
): Promise<void> {
  const error: unknown = await submission.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SubmissionError)
  expect(error).toMatchObject({ code: 'SUBMISSION_REFUSED', besu })
}

/** Expects nodes to have one root for a group, and to have the group at all. @returns the root. */
export function expectSameRoot(nodes: readonly NetworkNode[], group: string): Hex {
  const roots = new Set(nodes.map((node) => node.stateRoot(group)))
  expect([...roots]).toHaveLength(1)
  const [root] = roots
  expect(root).not.toBe(EMPTY_TRIE_ROOT)
  return root ?? EMPTY_TRIE_ROOT
}

/** Expects nodes to know a group with these members, in this order. */
export async function expectMembers(
  nodes: readonly NetworkNode[],
  group: string,
  members: readonly NetworkNode[],
): Promise<void> {
  for (const node of nodes) {
    expect(node.groups()).toContain(group)
    expect((await node.groupState(group))?.members).toEqual(members.map(({ enclaveKey }) => enclaveKey))
  }
}
