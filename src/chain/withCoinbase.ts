import { type Block, createBlock } from '@ethereumjs/block'

/** The block as its transactions see it when the beneficiary is not the coinbase of its header. */
export function withCoinbase(block: Block, beneficiary: Uint8Array): Block {
  const header = { ...block.header, coinbase: beneficiary }
  const withdrawals = block.withdrawals === undefined ? {} : { withdrawals: block.withdrawals }
  const options = { common: block.common, skipConsensusFormatValidation: true, freeze: false }
  return createBlock({ header, ...withdrawals }, options)
}
