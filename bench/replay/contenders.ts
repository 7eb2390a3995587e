import type { Contender } from '../../src/bench/run/Contender.ts'
import type { History } from '../../src/bench/workloads/History.ts'
import { type Peer, isInstalled } from './publicWay.ts'

/** Contenders that only a checkout has: `coterie bench replay --with` takes this module. */
export const contenders: readonly Contender[] = [
  contender('obvious', 'obviousWay', 6000, unfitForObvious),
  // What executes is EDR.
  { ...contender('hardhat', 'hardhatWay', 1000, (history) => unfitForPeer('hardhat', history)), aliases: ['edr'] },
  contender('ganache', 'ganacheWay', 10_000, (history) => unfitForPeer('ganache', history)),
]

function contender(
  name: string,
  module: string,
  expectedUs: number,
  unfit: (history: History) => string | undefined,
): Contender {
  return {
    name,
    module: new URL(`./${module}.js`, import.meta.url).href,
    engine: null,
    prepared: false,
    senders: ['fresh'],
    crypto: ['native'],
    joins: ['replay'],
    counted: false,
    expectedUs,
    unfit,
  }
}

function unfitForObvious({ parameters: { workload }, newcomers }: History): string | undefined {
  if (newcomers.length > 1) return 'it replays for one newcomer only'
  if (workload !== 'reverts' && workload !== 'mix') return undefined
  return "a failing inner call undoes other changes in Besu than by Ethereum's rules, which the obvious way follows"
}

function unfitForPeer(peer: Peer, { madeBy }: History): string | undefined {
  if (!isInstalled(peer)) return 'not installed (an outside mark): npm install --prefix bench/peers'
  return madeBy === 'besu' ? undefined : 'only recordings of Besu begin with a state that a public chain can have'
}
