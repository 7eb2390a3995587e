/**
 * Who may change a node in place. Nodes remember under which edit they were made; while a trie goes on with the same edit,
 * nobody else sees its nodes, and changing them spares a copy of the path for every value. A fork begins new edits.
 */
export class TrieEdit {
  /** Whether the last change has changed anything. */
  changed = false
}
