/** Median and extremes of several runs. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** The spread of some values, to four digits. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (index: number): number => Number((sorted[index] ?? 0).toPrecision(4))
  return { median: at(Math.floor((sorted.length - 1) / 2)), min: at(0), max: at(sorted.length - 1) }
}
