import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CoterieError } from '../../errors/CoterieError.ts'
import type { Contender } from './Contender.ts'
import { ownContenders } from './contenders.ts'

/** What a module that adds contenders exports. */
export interface ContendersModule {
  readonly contenders: readonly Contender[]
}

/**
 * Our contenders and those of further modules.
 * @param modules paths or `file:` URLs of JavaScript modules.
 * @throws {CoterieError} `NOT_FOUND` when a module cannot be loaded, `INVALID_OPTION` when it has no contenders.
 */
export async function loadContenders(modules: readonly string[]): Promise<Contender[]> {
  const all = ownContenders()
  for (const name of modules) {
    const url = name.startsWith('file:') ? name : pathToFileURL(resolve(name)).href
    const loaded: unknown = await import(url).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new CoterieError('NOT_FOUND', `contenders cannot be loaded from ${name}: ${why}`, { cause })
    })
    const { contenders } = loaded as Partial<ContendersModule>
    if (contenders === undefined) {
      throw new CoterieError('INVALID_OPTION', `${name} exports no contenders; see bench/README.md`)
    }
    all.push(...contenders)
  }
  return all
}

/** Those with these names, in the order of the names. @throws {CoterieError} `NOT_FOUND` for an unknown one. */
export function contendersNamed(all: readonly Contender[], names: readonly string[] | undefined): Contender[] {
  if (names === undefined) return [...all]
  return names.map((name) => {
    const found = all.find((contender) => contender.name === name)
    if (found !== undefined) return found
    const known = all.map((contender) => contender.name).join(', ')
    throw new CoterieError('NOT_FOUND', `no contender is called ${name}; there are ${known}`)
  })
}
