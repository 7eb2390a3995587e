import { type Hex, toHex } from '../primitives/bytes.ts'
import type { StateRoot } from '../primitives/identifiers.ts'
import type { Node } from '../node/Node.ts'
import { type AccountRecord } from '../state/account.ts'
import { MerkleTrie } from '../state/trie/MerkleTrie.ts'
import { diffTries } from '../state/trie/diffTries.ts'
import { decodeAccount, decodeScalar } from '../state/leafEncoding.ts'

/** A value of a private state that two nodes have differently; values by node name, `undefined` where there is none. */
export interface StateDifference {
  /** Address of the account, hex; the hashed trie key when the address is not known. */
  readonly account: Hex
  /** `nonce`, `balance`, `codeHash`, or a slot as 32-byte hex. */
  readonly what: string
  readonly values: Readonly<Record<string, string | undefined>>
}

type Side = readonly [node: Node, root: StateRoot]

/** Differences listed at most. */
const LIMIT = 100

/** The accounts and slots in which two nodes' states of a group differ; the first hundred. */
export function differingState(left: Side, right: Side): StateDifference[] {
  const differences: StateDifference[] = []
  for (const difference of accountDifferences(left, right)) {
    differences.push(difference)
    if (differences.length >= LIMIT) break
  }
  return differences
}

function* accountDifferences(left: Side, right: Side): Generator<StateDifference> {
  for (const { key, left: ours, right: theirs } of diffTries(trieOf(left), trieOf(right))) {
    const account = preimage(left, right, key)
    const a = ours && decodeAccount(ours)
    const b = theirs && decodeAccount(theirs)
    for (const [what, ...values] of fields(a, b)) {
      if (values[0] !== values[1]) yield { account, what, values: named(left, right, values) }
    }
    const storage = diffTries(storageOf(left, a), storageOf(right, b))
    for (const { key: slotKey, left: mine, right: other } of storage) {
      const values: [string | undefined, string | undefined] = [word(mine), word(other)]
      yield { account, what: preimage(left, right, slotKey), values: named(left, right, values) }
    }
  }
}

function fields(
  a: AccountRecord | undefined,
  b: AccountRecord | undefined,
): [what: string, left: string | undefined, right: string | undefined][] {
  return [
    ['nonce', a?.nonce.toString(), b?.nonce.toString()],
    ['balance', a?.balance.toString(), b?.balance.toString()],
    ['codeHash', a && toHex(a.codeHash), b && toHex(b.codeHash)],
  ]
}

const trieOf = ([node, root]: Side): MerkleTrie => new MerkleTrie(node.context.metadata, root)

function storageOf([node]: Side, account: AccountRecord | undefined): MerkleTrie {
  return account === undefined
    ? new MerkleTrie(node.context.metadata)
    : new MerkleTrie(node.context.metadata, account.storageRoot)
}

function preimage([left]: Side, [right]: Side, key: Uint8Array): Hex {
  return toHex(left.context.metadata.preimageOf(key) ?? right.context.metadata.preimageOf(key) ?? key)
}

function word(encoded: Uint8Array | undefined): string | undefined {
  return encoded && `0x${Buffer.from(decodeScalar(encoded)).toString('hex').padStart(64, '0')}`
}

function named([left]: Side, [right]: Side, values: readonly (string | undefined)[]): StateDifference['values'] {
  return { [left.name]: values[0], [right.name]: values[1] }
}
