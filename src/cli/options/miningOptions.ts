import type { Mining } from '../../network/options.ts'
import { type OptionGroup, OptionProblem } from './Option.ts'
import { bigInteger, textFor, yesOrNo } from './parsers.ts'

/** When there are blocks, and what they cost. */
export interface MiningSettings {
  readonly mining: Mining
  readonly blockTime: Mining | undefined
  readonly noMining: boolean
  /** Wei. */
  readonly minGasPrice: bigint
  readonly minerCoinbase: string | undefined
}

/** Options about blocks. */
export const miningOptions: OptionGroup<MiningSettings> = {
  mining: {
    name: 'mining',
    value: '<mode>',
    parse: (text) => (text === 'auto' || text === 'manual' ? text : everySeconds(text)),
    default: 'auto',
    help: 'auto: a block for each transaction; manual: blocks on request; or the seconds between blocks',
  },
  blockTime: {
    name: 'block-time',
    value: '<seconds>',
    parse: everySeconds,
    default: undefined,
    help: 'the same as --mining <seconds>',
  },
  noMining: { name: 'no-mining', parse: yesOrNo, default: false, help: 'the same as --mining manual' },
  minGasPrice: {
    name: 'min-gas-price',
    value: '<wei>',
    parse: bigInteger,
    default: 1000n,
    help: 'wei per gas that eth_gasPrice answers when blocks tell it no price; as in Besu, cheaper transactions are taken',
    besu: true,
  },
  minerCoinbase: {
    name: 'miner-coinbase',
    value: '<address>',
    parse: textFor('address'),
    default: undefined,
    help: 'coinbase of blocks (default: that of the genesis block)',
    besu: true,
  },
}

/** A block every so many seconds; fractions are welcome. */
function everySeconds(text: string): { readonly intervalMs: number } {
  const intervalMs = Math.round(Number(text) * 1000)
  if (/^[0-9]+(\.[0-9]+)?$/.test(text) && intervalMs > 0 && intervalMs < 2 ** 31) return { intervalMs }
  throw new OptionProblem(`'${text}' is neither auto, manual nor a number of seconds`)
}
