/** What is used of `echarts`. */
export interface Charts {
  init(
    element: null,
    theme: null,
    options: { readonly renderer: 'svg'; readonly ssr: true; readonly width: number; readonly height: number },
  ): { setOption(option: object): void; renderToSVGString(): string; dispose(): void }
}

/** The optional package `echarts`; `undefined` when it is not installed. */
export async function loadCharts(): Promise<Charts | undefined> {
  // Not a literal, so that the package need not be there when this is compiled.
  const name: string = 'echarts'
  try {
    return (await import(name)) as Charts
  } catch {
    return undefined
  }
}
