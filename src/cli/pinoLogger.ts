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
  return wrap(pino({ level, base: null, formatters, timestamp: pino.stdTimeFunctions.isoTime }, destination))
}

async function prettyLine(colorize: boolean): Promise<(text: string) => string> {
  const { prettyFactory } = await import('pino-pretty')
  return prettyFactory({ colorize, translateTime: 'SYS:HH:MM:ss.l', singleLine: true })
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
