import { type Terminal, streamTerminal } from '../../src/cli/Terminal.ts'

/** A terminal whose output is kept. */
export interface CapturedTerminal extends Terminal {
  /** What was written to standard output. */
  stdout(): string
  /** What was written to standard error, progress included. */
  stderr(): string
}

/** A terminal that keeps what is written. @param isTTY whether both streams claim to be terminals; default no. */
export function capturedTerminal(
  isTTY = false,
  environment: Readonly<Record<string, string | undefined>> = {},
): CapturedTerminal {
  const [out, err]: [string[], string[]] = [[], []]
  const terminal = streamTerminal(
    { isTTY, write: (text) => out.push(text) },
    { isTTY, columns: 40, write: (text) => err.push(text) },
    environment,
  )
  return { ...terminal, stdout: () => out.join(''), stderr: () => err.join('') }
}
