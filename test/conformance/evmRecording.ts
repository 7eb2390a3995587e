/** The format of the program cases: one group, its transactions block by block, one case a line. */
import { accountsByAddress, logShape, recordedForks } from './flowRecording.ts'
import {
  type Of,
  address,
  anyText,
  base64,
  base64Of32,
  count,
  fields,
  hash32,
  hexBytes,
  hexQuantity,
  list,
  nullable,
  oneOf,
} from './shapes.ts'

const outcome = fields(
  { status: nullable(oneOf(0, 1, 2)), root: hash32 },
  { output: hexBytes, logs: list(logShape), revertReason: hexBytes },
)

const transaction = fields({
  pmtHash: hash32,
  pmtSender: address,
  wire: hexBytes,
  version: hash32,
  senderKey: base64,
  expect: outcome,
})

const block = fields({
  number: count(1),
  hash: hash32,
  parentHash: hash32,
  timestamp: count(0),
  gasLimit: hexQuantity,
  difficulty: hexQuantity,
  prevRandao: nullable(hash32),
  baseFee: nullable(hexQuantity),
  txs: list(transaction),
})

/** One program case. */
export const evmCaseShape = fields(
  {
    id: anyText,
    fork: recordedForks,
    chainId: count(1),
    coinbase: address,
    group: base64Of32,
    genesisHash: hash32,
    publicAlloc: accountsByAddress,
    blocks: list(block),
  },
  { gas: oneOf(true) },
)

/** One program case. */
export type EvmCase = Of<typeof evmCaseShape>
