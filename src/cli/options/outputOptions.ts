import type { OptionGroup } from './Option.ts'
import { oneOf, textFor, yesOrNo } from './parsers.ts'

/** Levels of Besu's `--logging`. */
export type LogLevel = 'OFF' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'TRACE' | 'ALL'

/** What is printed and logged. */
export interface OutputSettings {
  readonly configFile: string | undefined
  readonly json: boolean
  readonly quiet: boolean
  readonly configOut: string | undefined
  readonly logging: LogLevel
  readonly logFormat: 'pretty' | 'json' | undefined
}

/** Options about output, and where more options are. */
export const outputOptions: OptionGroup<OutputSettings> = {
  configFile: {
    name: 'config-file',
    value: '<file>',
    parse: textFor('file'),
    default: undefined,
    help: 'TOML file with options: names without dashes',
    besu: true,
  },
  json: {
    name: 'json',
    parse: yesOrNo,
    default: false,
    help: 'print one JSON object when ready; errors and logs are JSON, too',
  },
  quiet: {
    name: 'quiet',
    aliases: ['silent'],
    parse: yesOrNo,
    default: false,
    help: 'print nothing when ready but the object of --json',
  },
  configOut: {
    name: 'config-out',
    value: '<file>',
    parse: textFor('file'),
    default: undefined,
    help: 'write the JSON object of --json into this file when ready',
  },
  logging: {
    name: 'logging',
    value: '<level>',
    parse: oneOf('OFF', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'ALL'),
    default: 'INFO',
    help: 'OFF, ERROR, WARN, INFO, DEBUG, TRACE or ALL; logs go to standard error',
    besu: true,
  },
  logFormat: {
    name: 'log-format',
    value: '<format>',
    parse: oneOf('pretty', 'json'),
    default: undefined,
    help: 'pretty or json (default: pretty on a terminal)',
  },
}
