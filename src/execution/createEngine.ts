import type { Engine } from './engine.ts'

/** What executes private transactions: `@ethereumjs/evm`, or the synchronous interpreter of Coterie. Same results. */
export type EngineName = 'reference' | 'fast'

/** All engines by name. */
export const ENGINE_NAMES: readonly EngineName[] = ['reference', 'fast']

/** The engine of whoever does not choose. */
export const DEFAULT_ENGINE: EngineName = 'fast'

/** What the fast engine remembers (instructions of a fork, decoded code, hashed slots) holds for every network of a process. */
let fastEngine: Promise<Engine> | undefined

async function loadFastEngine(): Promise<Engine> {
  return new (await import('./fast/FastEngine.ts')).FastEngine()
}

const loaders: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  reference: async () => new (await import('./reference/ReferenceEngine.ts')).ReferenceEngine(),
  fast: () => (fastEngine ??= loadFastEngine()),
}

/**
 * An engine. It is loaded at the first execution, since many programs never get there; later ones are synchronous if the
 * engine is.
 */
export function createEngine(name: EngineName): Engine {
  let loading: Promise<Engine> | undefined
  let engine: Engine | undefined
  const load = async (): Promise<Engine> => (engine = await loaders[name]())
  return {
    name,
    execute: (execution) =>
      engine?.execute(execution) ?? (loading ??= load()).then((loaded) => loaded.execute(execution)),
  }
}
