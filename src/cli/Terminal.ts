/** Where a command writes to, and what may be written there. */
export interface Terminal {
  /** Writes a line of the result to standard output. */
  out(line: string): void
  /** Writes a line to standard error. */
  err(line: string): void
  /** Shows how far long work is, in place of what it showed before; nothing unless standard error is a terminal. */
  progress(line: string): void
  /** Whether standard error is a terminal that shows colours. */
  readonly interactive: boolean
  /** Emphasis for standard output: text as it is unless that is a terminal and colours are welcome. */
  readonly style: Readonly<Record<'bold' | 'dim' | 'green' | 'red', (text: string) => string>>
}

/** What {@link streamTerminal} needs of a stream. */
export interface TextStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const ERASE_LINE = '\r\u001b[2K'
const codes = { bold: 1, dim: 2, green: 32, red: 31 } as const

/**
 * A terminal over two streams.
 * @param environment `NO_COLOR` (any text but the empty one) and `TERM=dumb` switch colours off.
 */
export function streamTerminal(
  output: TextStream,
  errors: TextStream,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const colourless = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb'
  const plain = colourless || output.isTTY !== true
  const paint = (code: number) => (text: string) => (plain ? text : `\u001b[${code}m${text}\u001b[0m`)
  let showing = false
  const erase = (): void => {
    if (showing) errors.write(ERASE_LINE)
    showing = false
  }
  return {
    out: (line) => {
      erase()
      output.write(`${line}\n`)
    },
    err: (line) => {
      erase()
      errors.write(`${line}\n`)
    },
    progress: (line) => {
      if (errors.isTTY !== true) return
      errors.write(`${ERASE_LINE}${line.slice(0, columnsOf(errors) - 1)}`)
      showing = true
    },
    interactive: errors.isTTY === true && !colourless,
    style: { bold: paint(codes.bold), dim: paint(codes.dim), green: paint(codes.green), red: paint(codes.red) },
  }
}

/** Some terminals do not know their width, or say that it is 0. */
const columnsOf = ({ columns }: TextStream): number => (columns === undefined || columns === 0 ? 80 : columns)
