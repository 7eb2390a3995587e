/** Where the fields of a block header stand in its list. */
export const HEADER = {
  parentHash: 0,
  ommersHash: 1,
  coinbase: 2,
  stateRoot: 3,
  transactionsRoot: 4,
  receiptsRoot: 5,
  logsBloom: 6,
  difficulty: 7,
  number: 8,
  gasLimit: 9,
  gasUsed: 10,
  timestamp: 11,
  extraData: 12,
  mixHash: 13,
  nonce: 14,
  baseFee: 15,
} as const
