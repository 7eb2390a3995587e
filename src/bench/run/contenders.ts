import { ENGINE_NAMES, type EngineName } from '../../execution/createEngine.ts'
import { type Contender, CRYPTO, JOINS, SENDERS } from './Contender.ts'

const EXPECTED_US: Readonly<Record<EngineName, number>> = { fast: 200, reference: 2000 }

/** What every installation has: a network of ours with each engine, the fastest first. */
export function ownContenders(): Contender[] {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const module = new URL(`./networkContender.${ending}`, import.meta.url).href
  return [...ENGINE_NAMES].reverse().map((engine) => ({
    name: engine,
    module,
    engine,
    prepared: true,
    senders: SENDERS,
    crypto: CRYPTO,
    joins: JOINS,
    threaded: engine === 'fast',
    counted: true,
    expectedUs: EXPECTED_US[engine],
  }))
}
