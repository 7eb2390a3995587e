import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CoterieError } from '../../errors/CoterieError.ts'
import type { Contender } from './Contender.ts'
import { ownContenders } from './contenders.ts'

/** What a module that adds contenders exports. */
export interface ContendersModule {
  readonly contenders: readonly Contender[]
}

/** Names of those in `bench/replay/contenders.ts`, which an installed package does not have. */
const OF_THE_CHECKOUT: ReadonlySet<string> = new Set(['obvious', 'hardhat', 'edr', 'ganache'])

/**
 * Our contenders and those of further modules.
 * @param modules paths or `file:` URLs of JavaScript modules.
 * @throws {CoterieError} `NOT_FOUND` when a module cannot be loaded, `INVALID_OPTION` when it has no contenders, or one
 * whose name another has already.
 */
export async function loadContenders(modules: readonly string[]): Promise<Contender[]> {
  const all = ownContenders()
  const urls = new Map(
    modules.map((name) => [name.startsWith('file:') ? name : pathToFileURL(resolve(name)).href, name]),
  )
  for (const [url, name] of urls) {
    const loaded: unknown = await import(url).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new CoterieError('NOT_FOUND', `contenders cannot be loaded from ${name}: ${why}`, { cause })
    })
    const { contenders } = loaded as Partial<ContendersModule>
    if (contenders === undefined) {
      throw new CoterieError('INVALID_OPTION', `${name} exports no contenders; see bench/README.md`)
    }
    for (const contender of contenders) {
      if (all.some((other) => other.name === contender.name)) {
        throw new CoterieError('INVALID_OPTION', `${name} has another contender called ${contender.name}: rename it`)
      }
      all.push(contender)
    }
  }
  return all
}

/**
 * Those with these names, in the order of the names, each once.
 * @throws {CoterieError} `INVALID_OPTION` for an unknown one.
 */
export function contendersNamed(all: readonly Contender[], names: readonly string[] | undefined): Contender[] {
  const found = names?.map((name) => {
    const one = all.find((contender) => contender.name === name || contender.aliases?.includes(name) === true)
    if (one !== undefined) return one
    const known = all.map((contender) => contender.name).join(', ')
    const where = OF_THE_CHECKOUT.has(name) ? `; ${name} comes with the checkout: npm run bench -- replay … there` : ''
    throw new CoterieError('INVALID_OPTION', `no contender is called ${name}; there are ${known}${where}`)
  })
  return [...new Set(found ?? all)]
}
