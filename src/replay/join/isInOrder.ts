import type { HistoricBlock } from '../HistoricBlock.ts'

/**
 * Whether blocks and the transactions in each rise in the order of the history, as in every history that a node has sent.
 * Only then the state after an entry is that after all entries before it. `replay` takes any order, as Besu does.
 */
export function isInOrder(blocks: readonly HistoricBlock[]): boolean {
  let number = -1n
  let position: number | undefined
  for (const block of blocks) {
    if (block.number <= number) return false
    number = block.number
    let index = -1
    for (const entry of block.entries) {
      if (entry.index <= index || entry.position !== (position ?? entry.position)) return false
      index = entry.index
      position = entry.position + 1
    }
  }
  return true
}
