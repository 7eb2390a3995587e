/** One option: command line, environment and configuration file are all read by it. */
export interface Option<T> {
  /** Without dashes; also the key in a configuration file. In the environment: `COTERIE_`, `BESU_` or `PANTHEON_` and upper snake case. */
  readonly name: string
  /** Other spellings of Besu. */
  readonly aliases?: readonly string[]
  /** Spellings that Besu has dropped: taken, with a warning. */
  readonly dropped?: readonly string[]
  /** What stands for the value in help; without it the option is `true` or `false`, and the value may be left out. */
  readonly value?: string
  /** What an empty list in a configuration file stands for, where an empty text is refused. */
  readonly empty?: string
  /** @throws {OptionProblem} what is wrong with the value. @throws {UsageError} with the whole message. */
  readonly parse: (text: string) => T
  readonly default: T
  readonly help: string
  /** Whether the option is Besu's; its name and default are Besu's then. */
  readonly besu?: true
}

/** Options by the names of the settings that they make. */
export type OptionGroup<Settings> = { readonly [Name in keyof Settings]-?: Option<Settings[Name]> }

/** What is wrong with the value of an option; whoever knows the option adds its name. */
export class OptionProblem extends Error {
  override readonly name = 'OptionProblem'
}
