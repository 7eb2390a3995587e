/** How a column of a table is aligned. */
export type Alignment = 'left' | 'right'

/**
 * Lines of a table: columns two spaces apart and as wide as their widest cell, no spaces at the end of a line.
 * @param alignments one for each column, `left` where there is none.
 */
export function table(rows: readonly (readonly string[])[], alignments: readonly Alignment[] = []): string[] {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)))
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0
      return alignments[column] === 'right' ? cell.padStart(width) : cell.padEnd(width)
    })
    return cells.join('  ').trimEnd()
  })
}

/** A hash or root for people: its first and last digits. */
export function shortHash(hash: string): string {
  return hash.length > 14 ? `${hash.slice(0, 8)}…${hash.slice(-4)}` : hash
}
