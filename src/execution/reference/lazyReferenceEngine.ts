import type { Engine } from '../engine.ts'

/** The engine that executes with `@ethereumjs/evm`, which is loaded at the first execution: many programs never get there. */
export function lazyReferenceEngine(): Engine {
  let engine: Promise<Engine> | undefined
  const load = async (): Promise<Engine> => new (await import('./ReferenceEngine.ts')).ReferenceEngine()
  return {
    name: 'reference',
    execute: async (execution) => (await (engine ??= load())).execute(execution),
  }
}
