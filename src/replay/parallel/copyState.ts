import { equalBytes } from '../../primitives/bytes.ts'
import type { StateRoot } from '../../primitives/identifiers.ts'
import { EMPTY_CODE_HASH } from '../../state/account.ts'
import { decodeAccount } from '../../state/leafEncoding.ts'
import { MerkleTrie } from '../../state/trie/MerkleTrie.ts'
import type { WorldStateSource } from '../../state/WorldState.ts'
import { ByteWriter } from './messages/ByteWriter.ts'
import { type Hashed, writeHashed } from './messages/ExecutedBlock.ts'

/**
 * A whole state, for a thread that has no store.
 * @param most trie nodes that it may have.
 * @returns nodes, then code (`writeHashed`); `undefined` when there are more.
 * @throws {CoterieError} `STATE_INCONSISTENT` when something is missing.
 */
export function copyState(
  source: WorldStateSource,
  root: StateRoot,
  most: number,
): Uint8Array<ArrayBuffer> | undefined {
  const nodes: Hashed[] = []
  const codes: Hashed[] = []
  const noting = {
    get: (hash: Uint8Array) => {
      const encoded = source.get(hash)
      if (encoded !== undefined) nodes.push([hash, encoded])
      return encoded
    },
  }
  const walk = function* (at: StateRoot): Generator<Uint8Array> {
    for (const [, value] of new MerkleTrie(noting, at).entries()) yield value
  }
  for (const leaf of walk(root)) {
    const { codeHash, storageRoot } = decodeAccount(leaf)
    const code = equalBytes(codeHash, EMPTY_CODE_HASH) ? undefined : source.code(codeHash)
    if (code !== undefined) codes.push([codeHash, code])
    const slots = walk(storageRoot)
    while (nodes.length <= most && slots.next().done !== true);
    if (nodes.length > most) return undefined
  }
  const writer = new ByteWriter()
  writeHashed(writer, nodes)
  writeHashed(writer, codes)
  return writer.take()
}
