/** A chart: what `echarts` is given, with a heading. */
export interface Chart {
  readonly heading: string
  /** What is to be seen, and which direction is good. */
  readonly text: string
  /** Pixels. */
  readonly height: number
  readonly option: object
}

/** Width of all charts, pixels. */
export const CHART_WIDTH = 960

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

/** How a name is drawn. */
export interface Look {
  readonly color: string
  /** Of the points of a line. */
  readonly symbol: string
  readonly line: 'solid' | 'dashed' | 'dotted'
}

const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'] as const
const LINES = ['solid', 'dashed', 'dotted'] as const

/** A look for each name, the same in all charts of a report: another colour, and when they run out, another line and symbol. */
export function looks(names: readonly string[]): (name: string) => Look {
  const look = (index: number): Look => {
    const round = Math.floor(index / COMMON.color.length)
    return {
      color: COMMON.color[index % COMMON.color.length] ?? '#000000',
      symbol: SYMBOLS[round % SYMBOLS.length] ?? 'circle',
      line: LINES[round % LINES.length] ?? 'solid',
    }
  }
  const byName = new Map(names.map((name, index) => [name, look(index)]))
  return (name) => byName.get(name) ?? look(0)
}

/** Pixels that a text of 12 pixels in height takes at most, since there is nothing to measure it with. */
export function textWidth(text: string): number {
  return Math.ceil(text.length * 6.8)
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
