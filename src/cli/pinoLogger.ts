import { type Logger as PinoLogger, pino } from 'pino'
import type { Logger } from '../primitives/Logger.ts'

/** How logs are written. */
export interface PinoLoggerOptions {
  readonly level: 'error' | 'warn' | 'info' | 'debug' | 'trace'
  readonly format: 'pretty' | 'json'
  readonly colour: boolean
  /** Takes a line without its end. */
  readonly write: (line: string) => void
}

/** A logger that writes lines: JSON, or text for people. */
export async function createPinoLogger({ level, format, colour, write }: PinoLoggerOptions): Promise<Logger> {
  const lineOf = format === 'json' ? (text: string): string => text : await prettyLine(colour)
  const destination = { write: (text: string) => write(lineOf(text).trimEnd()) }
  const formatters = { level: (label: string) => ({ level: label }) }
  const serializers = { error: loggedError }
  const timestamp = pino.stdTimeFunctions.isoTime
  return wrap(pino({ level, base: null, formatters, serializers, timestamp }, destination))
}

/** What a log says of an error, which JSON would say nothing of: code and message, and the same of its causes. */
function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: loggedError(error.cause) }
  return { ...code, message: error.message, ...cause }
}

async function prettyLine(colorize: boolean): Promise<(text: string) => string> {
  const { prettyFactory } = await import('pino-pretty')
  return prettyFactory({ colorize, translateTime: 'SYS:HH:MM:ss.l', singleLine: true, errorLikeObjectKeys: [] })
}

function wrap(logger: PinoLogger): Logger {
  const to =
    (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void =>
      logger[level](fields, message)
  return {
    trace: to('trace'),
    debug: to('debug'),
    info: to('info'),
    warn: to('warn'),
    error: to('error'),
    child: (fields) => wrap(logger.child(fields)),
  }
}
