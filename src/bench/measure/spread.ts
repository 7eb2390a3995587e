/** Median and extremes of several runs. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** The spread of some values, to four digits. Of an even number of values the mean of the two middle ones is the median. */
export function spread(values: readonly number[]): Spread {
  return mapped(exactSpread(values), fourDigits)
}

/**
 * How much is done a second, by the seconds that it took for one in each run, to four digits. The median is the rate of the median
 * time, not the median of rates, so that times and rates of the same runs say the same.
 */
export function rates(seconds: readonly number[]): Spread {
  const { median, min, max } = exactSpread(seconds)
  return mapped({ median, min: max, max: min }, (time) => fourDigits(1 / time))
}

/** A spread as text: median (lowest–highest). */
export function spreadText({ median, min, max }: Spread): string {
  return min === max ? String(median) : `${median} (${min}–${max})`
}

/** How many times as large as `base` values are, with the least and the greatest ratio that the runs allow. */
export function ratioOf(values: Spread, base: Spread): Spread {
  const divide = (a: number, b: number): number => (b === 0 ? 0 : fourDigits(a / b))
  return {
    median: divide(values.median, base.median),
    min: divide(values.min, base.max),
    max: divide(values.max, base.min),
  }
}

function exactSpread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (index: number): number => sorted[index] ?? 0
  const last = sorted.length - 1
  return { median: (at(Math.floor(last / 2)) + at(Math.ceil(last / 2))) / 2, min: at(0), max: at(last) }
}

function mapped({ median, min, max }: Spread, change: (value: number) => number): Spread {
  return { median: change(median), min: change(min), max: change(max) }
}

function fourDigits(value: number): number {
  return Number(value.toPrecision(4))
}
