/** Where a setting comes from, the strongest first. */
export type SourceName = 'command line' | 'environment' | 'configuration file' | 'preset' | 'default'

/** A value as somebody wrote it. */
export interface WrittenValue {
  readonly text: string
  /** How the option was called there: `--seed`, `BESU_SEED`, `seed`. */
  readonly called: string
}

/** Values of options by the names of the options, from one place. */
export interface OptionSource {
  readonly name: SourceName
  readonly values: ReadonlyMap<string, WrittenValue>
  /** What is odd and does no harm, one line each. */
  readonly warnings: readonly string[]
}
