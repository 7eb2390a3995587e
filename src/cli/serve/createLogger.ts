import { type Logger, silentLogger } from '../../primitives/Logger.ts'
import type { LogLevel, OutputSettings } from '../options/outputOptions.ts'
import type { PinoLoggerOptions } from '../pinoLogger.ts'
import type { Terminal } from '../Terminal.ts'

/** A logger whose lines may still be on their way. */
export interface OpenLog {
  readonly logger: Logger
  /** Begins to write: until now lines wait, so that nothing that writes them is loaded before a program is ready. */
  open(): void
  /** Resolves when everything logged so far is written. */
  flush(): Promise<void>
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const
type Level = (typeof LEVELS)[number]

/** The log of a program, on standard error. What writes it is loaded with the first line that is to be written. */
export function createLogger(
  { logging, logFormat, json }: Pick<OutputSettings, 'logging' | 'logFormat' | 'json'>,
  terminal: Terminal,
): OpenLog {
  const level = levelOf(logging)
  if (level === undefined) return { logger: silentLogger, open: () => undefined, flush: async () => undefined }
  const format = logFormat ?? (terminal.interactive && !json ? 'pretty' : 'json')
  return lazyLog({ level, format, colour: terminal.interactive, write: (line) => terminal.err(line) })
}

function lazyLog(options: PinoLoggerOptions): OpenLog {
  let loading: Promise<Logger> | undefined
  let isOpen = false
  let loaded: Logger | undefined
  const waiting: ((root: Logger) => void)[] = []
  const load = async (): Promise<Logger> => {
    const { createPinoLogger } = await import('../pinoLogger.ts')
    loaded = await createPinoLogger(options)
    for (const write of waiting) write(loaded)
    return loaded
  }
  const submit = (write: (root: Logger) => void): void => {
    if (loaded !== undefined) return write(loaded)
    waiting.push(write)
    if (isOpen) loading ??= load()
  }
  const open = (): void => {
    isOpen = true
    if (waiting.length > 0) loading ??= load()
  }
  const wanted = LEVELS.slice(LEVELS.indexOf(options.level))
  const logger = (fields: Readonly<Record<string, unknown>>): Logger => {
    const to = (level: Level): Logger[Level] => {
      if (!wanted.includes(level)) return () => undefined
      return (message, more) => submit((root) => root[level](message, { ...fields, ...more }))
    }
    return {
      trace: to('trace'),
      debug: to('debug'),
      info: to('info'),
      warn: to('warn'),
      error: to('error'),
      child: (more) => logger({ ...fields, ...more }),
    }
  }
  return {
    logger: logger({}),
    open,
    flush: async () => {
      open()
      await loading
    },
  }
}

/** Besu's levels by ours; `undefined` for none. */
function levelOf(level: LogLevel): Level | undefined {
  const levels = {
    OFF: undefined,
    ERROR: 'error',
    WARN: 'warn',
    INFO: 'info',
    DEBUG: 'debug',
    TRACE: 'trace',
    ALL: 'trace',
  } as const
  return levels[level]
}
