/** Where `echarts` says that a point of a chart is. */
interface Placement {
  value(dimension: number): number
  coord(point: readonly [number, number]): [number, number]
}

/** A series of thin lines from the lowest to the highest run. @param data of each: position, lowest, highest. */
export function spreadMarks(
  data: readonly (readonly [position: number, low: number, high: number])[],
  { horizontal }: { readonly horizontal: boolean },
): object {
  return {
    type: 'custom',
    silent: true,
    z: 5,
    data,
    // The axis need not hold more than the medians and these.
    encode: horizontal ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
    renderItem: (_: unknown, at: Placement) => {
      const [position, low, high] = [at.value(0), at.value(1), at.value(2)]
      const from = at.coord(horizontal ? [low, position] : [position, low])
      const to = at.coord(horizontal ? [high, position] : [position, high])
      const [dx, dy] = horizontal ? [0, 4] : [4, 0]
      const line = (x1: number, y1: number, x2: number, y2: number): object => {
        return {
          type: 'line',
          shape: { x1, y1, x2, y2 },
          style: { stroke: '#1c2330', lineWidth: 1, opacity: horizontal ? 1 : 0.3 },
        }
      }
      return {
        type: 'group',
        children: [
          line(from[0], from[1], to[0], to[1]),
          ...[from, to].map(([x, y]) => line(x - dx, y - dy, x + dx, y + dy)),
        ],
      }
    },
  }
}
