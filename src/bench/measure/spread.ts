/** Median and extremes of several runs. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** The spread of some values, to four digits. Of an even number of values the lower middle one is the median. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (index: number): number => Number((sorted[index] ?? 0).toPrecision(4))
  return { median: at(Math.floor((sorted.length - 1) / 2)), min: at(0), max: at(sorted.length - 1) }
}

/** A spread as text: median (lowest–highest). */
export function spreadText({ median, min, max }: Spread): string {
  return min === max ? String(median) : `${median} (${min}–${max})`
}

/** How many times as large as `base` values are, with the least and the greatest ratio that the runs allow. */
export function ratioOf(values: Spread, base: Spread): Spread {
  const divide = (a: number, b: number): number => (b === 0 ? 0 : Number((a / b).toPrecision(4)))
  return {
    median: divide(values.median, base.median),
    min: divide(values.min, base.max),
    max: divide(values.max, base.min),
  }
}
