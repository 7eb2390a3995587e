import { runCommandLine } from '../../src/cli/runCommandLine.ts'
import type { NetworkInfo } from '../../src/cli/serve/NetworkInfo.ts'
import { type CapturedTerminal, capturedTerminal } from './capturedTerminal.ts'

/** A network that a command line serves in this process. */
export interface Serving {
  readonly info: NetworkInfo
  readonly terminal: CapturedTerminal
  /** Asks it to stop. @returns the exit code. */
  stop(): Promise<number>
  [Symbol.asyncDispose](): Promise<void>
}

/** Runs `coterie --port 0 --json` with more words until it is ready. Fails when it ends before. */
export async function serve(
  words: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const captured = capturedTerminal()
  let ready: (line: string) => void = () => undefined
  const line = new Promise<string>((resolve) => (ready = resolve))
  const terminal = {
    ...captured,
    out: (text: string) => {
      captured.out(text)
      ready(text)
    },
  }
  let end: () => void = () => undefined
  const wanted = new Promise<void>((resolve) => (end = resolve))
  const port = words.some((word) => /^--(rpc-(http|ws)-)?port/.test(word)) ? [] : ['--port', '0']
  const ended = runCommandLine([...words, ...port, '--json'], terminal, environment, {
    wait: () => ({ wanted, release: () => undefined }),
  })
  const first = await Promise.race([line, ended])
  if (typeof first === 'number') throw new Error(`ended with ${first}: ${captured.stderr()}`)
  const stop = (): Promise<number> => {
    end()
    return ended
  }
  return {
    info: JSON.parse(first) as NetworkInfo,
    terminal: captured,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  }
}

/** One JSON-RPC request over HTTP; the whole answer. */
export async function ask(
  url: string | null | undefined,
  method: string,
  params: readonly unknown[] = [],
): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const answer = await fetch(url ?? '', { method: 'POST', body })
  return answer.json()
}
