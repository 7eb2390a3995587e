import type { Logger } from '../../src/primitives/Logger.ts'

/** What a logger was told once. */
export interface Line {
  readonly level: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** A logger that keeps what it is told. */
export function keepingLogger(
  lines: Line[] = [],
  own: Readonly<Record<string, unknown>> = {},
): Logger & { lines: Line[] } {
  const to =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void =>
      void lines.push({ level, message, fields: { ...own, ...fields } })
  return {
    lines,
    trace: to('trace'),
    debug: to('debug'),
    info: to('info'),
    warn: to('warn'),
    error: to('error'),
    child: (fields) => keepingLogger(lines, { ...own, ...fields }),
  }
}
