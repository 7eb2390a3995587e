import { ignoredOptions, isExperimental } from './ignoredOptions.ts'
import { nodeOptions } from './nodeOptions.ts'
import type { Option } from './Option.ts'

/** What a name stands for. */
export type NameMeaning =
  | { readonly kind: 'option'; readonly option: Option<unknown>; readonly dropped: boolean }
  /** An option of Besu that means nothing here. */
  | { readonly kind: 'ignored' }

const meanings = new Map<string, NameMeaning>()
for (const name of ignoredOptions) meanings.set(name, { kind: 'ignored' })
for (const option of Object.values<Option<unknown>>(nodeOptions)) {
  for (const name of [option.name, ...(option.aliases ?? [])])
    meanings.set(name, { kind: 'option', option, dropped: false })
  for (const name of option.dropped ?? []) meanings.set(name, { kind: 'option', option, dropped: true })
}

/** What a name without dashes stands for; `undefined`: it is the name of no option. */
export function meaningOf(name: string): NameMeaning | undefined {
  return meanings.get(name) ?? (isExperimental(name) ? { kind: 'ignored' } : undefined)
}

/** All names, for suggestions. */
export const knownNames: readonly string[] = [...meanings.keys()]

/** Warning for an option of Besu that has no effect. */
export const hasNoEffect = (called: string): string => `${called} is an option of Besu that has no effect here`

/** Warning for a spelling that Besu no longer has. */
export const isDropped = (called: string, option: Option<unknown>): string =>
  `${called} is an old spelling that Besu 24.3.0 does not have; use --${option.name}`
