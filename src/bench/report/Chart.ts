/** A chart: what `echarts` is given, with a heading. */
export interface Chart {
  readonly heading: string
  /** What is to be seen, and which direction is good. */
  readonly text: string
  /** Pixels. */
  readonly height: number
  readonly option: object
}

/** What all charts have. */
export const COMMON = {
  animation: false,
  backgroundColor: '#ffffff',
  textStyle: { fontFamily: 'sans-serif' },
  color: (
    '#2f6fde #e07b28 #3f9b57 #c13b4b #7a57b8 #17a2b3 #c2a21a #d265a5 #6b7684 #8a5a3c ' +
    '#9ec3ff #f5b97f #a3d9b1 #e89aa4 #bda6e6 #8fdbe4 #4d5866 #b8c0cc'
  ).split(' '),
} as const

/** A colour for each name, the same in all charts of a report. */
export function colours(names: readonly string[]): (name: string) => string {
  const byName = new Map(names.map((name, index) => [name, COMMON.color[index % COMMON.color.length] ?? '#000000']))
  return (name) => byName.get(name) ?? '#000000'
}

/** A number to three digits, with thousands apart. */
export function figure(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 })
}

/** Numbers of an axis: 0.1, 10, 10k, 1M. */
export function axisFigure(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`
  return value >= 10_000 ? `${value / 1000}k` : String(Number(value.toPrecision(6)))
}

/** Each value once, in the order of their first appearance. */
export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}
