import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { SceneEnd, SceneFacts } from './SceneFacts.ts'

/** A network in a process of its own, with HTTP servers. */
export class ServerProcess {
  readonly facts: SceneFacts
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>

  private constructor(child: ChildProcessWithoutNullStreams, lines: AsyncIterator<string>, facts: SceneFacts) {
    this.#child = child
    this.#lines = lines
    this.facts = facts
  }

  /** Starts it and waits until it listens. */
  static async start(): Promise<ServerProcess> {
    const child = spawn(process.execPath, [process.argv[1] ?? '', 'server'], { stdio: ['pipe', 'pipe', 'pipe'] })
    child.stderr.pipe(process.stderr)
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    return new ServerProcess(child, lines, JSON.parse(await next(lines)) as SceneFacts)
  }

  /** Ends it. */
  async end(): Promise<SceneEnd> {
    this.#child.stdin.end('end\n')
    const found = JSON.parse(await next(this.#lines)) as SceneEnd
    if (this.#child.exitCode === null) await new Promise((resolve) => this.#child.once('exit', resolve))
    return found
  }
}

async function next(lines: AsyncIterator<string>): Promise<string> {
  const result = await lines.next()
  if (result.done === true) throw new Error('the server has ended early')
  return result.value
}
