/** The format `besu-flow/1`: a whole network, block by block, and what every node recorded after each of them. */
import {
  type Of,
  address,
  anyText,
  base64,
  base64Of32,
  count,
  fields,
  flag,
  hash32,
  hexBytes,
  hexQuantity,
  integer,
  list,
  nullable,
  oneOf,
  pair,
  record,
  text,
} from './shapes.ts'

/** Forks that occur, active from genesis. */
export const recordedForks = oneOf('constantinoplefix', 'istanbul', 'berlin', 'london', 'shanghai', 'cancun')

const nodeName = text(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "a node's name")
const slots = record(text(/^0x[0-9a-f]*$/, 'a slot'), text(/^0x[0-9a-f]*$/, 'a slot value'))

const genesisAccount = fields({}, { balance: hexQuantity, nonce: hexQuantity, code: hexBytes, storage: slots })

/** Accounts by address, with or without `0x`. */
export const accountsByAddress = record(text(/^(0x)?[0-9a-fA-F]{40}$/, 'an address'), genesisAccount)

const activation = count(0)
const genesis = fields(
  {
    config: fields(
      { chainId: count(1), ethash: fields({ fixeddifficulty: count(1) }) },
      {
        constantinopleFixBlock: activation,
        istanbulBlock: activation,
        berlinBlock: activation,
        londonBlock: activation,
        shanghaiTime: activation,
        cancunTime: activation,
        zeroBaseFee: flag,
      },
    ),
    nonce: hexQuantity,
    timestamp: hexQuantity,
    gasLimit: hexQuantity,
    difficulty: hexQuantity,
    mixHash: hash32,
    extraData: hexBytes,
    coinbase: address,
    alloc: accountsByAddress,
  },
  { baseFeePerGas: hexQuantity },
)

const privateGenesis = fields({
  accounts: list(fields({ address, nonce: count(0), balance: hexQuantity, code: hexBytes, storage: slots })),
})

const payload = fields(
  {
    handle: base64Of32,
    from: base64,
    to: list(base64),
    payload: anyText,
    beforeBlock: count(1),
    kind: oneOf('envelope', 'blob', 'crafted'),
  },
  { senderKey: nullable(anyText), late: oneOf(true) },
)

const delivery = fields(
  { rlp: hexBytes, hash: hash32, parentHash: hash32, number: count(1), canonical: flag },
  { nodes: list(nodeName), enclaveDown: list(nodeName), note: anyText },
)

/** A log of a private receipt. */
export const logShape = fields({ address, topics: list(hash32), data: hexBytes })

const receipt = fields({ status: oneOf(0, 1, 2), output: hexBytes, logs: list(logShape) }, { revertReason: hexBytes })

const receipts = record(hash32, nullable(receipt))
const metadata = record(base64Of32, list(pair(hash32, hash32)))
const headMap = nullable(record(base64Of32, hash32))

const groupExpectation = fields({
  root: hash32,
  members: nullable(list(base64)),
  version: nullable(hash32),
  locked: nullable(flag),
})

const nodeExpectation = fields(
  { imported: flag, head: hash32, receipts, metadata },
  {
    error: text(
      /^(unknown parent|block processing failed|exception during hydration: [A-Z]\w*(Exception|Error))$/,
      'a known class of refusal',
    ),
    groups: record(base64Of32, nullable(groupExpectation)),
    headMap,
    nonces: record(base64Of32, record(address, count(0))),
    addDataKeys: record(base64Of32, base64Of32),
    historyChanged: list(fields({ hash: hash32, receipts, metadata, headMap })),
  },
)

const methods = oneOf('eea_sendRawTransaction', 'priv_distributeRawTransaction')

const submission = fields({
  afterBlock: count(0),
  node: nodeName,
  method: methods,
  raw: hexBytes,
  payloads: list(count(0)),
  pmtData: hexBytes,
  pmtHash: hash32,
})

const refusal = fields({
  afterBlock: count(0),
  node: nodeName,
  method: methods,
  raw: hexBytes,
  error: fields({ name: anyText, code: integer, message: anyText }),
})

const finalState = fields({
  head: hash32,
  roots: record(base64Of32, list(nullable(hash32))),
  addDataKeys: record(base64Of32, base64Of32),
})

/** A whole flow. */
export const flowShape = fields(
  {
    format: oneOf('besu-flow/1'),
    name: anyText,
    description: anyText,
    spec: list(anyText),
    fork: recordedForks,
    chainId: count(1),
    blockReward: hexQuantity,
    genesis,
    genesisHash: hash32,
    nodes: record(nodeName, fields({ enclaveKey: base64 })),
    accounts: record(anyText, fields({ address, privateKey: hash32 })),
    groups: list(base64Of32),
    payloads: list(payload),
    blocks: list(delivery),
    expect: list(fields({ block: count(1), hash: hash32, nodes: record(nodeName, nodeExpectation) })),
    final: record(nodeName, finalState),
  },
  { privateGenesis, submissions: list(submission), refused: list(refusal) },
)

/** A whole flow. */
export type FlowRecording = Of<typeof flowShape>
/** A payload that the enclaves hold. */
export type RecordedPayload = Of<typeof payload>
/** What one node recorded after a delivery. */
export type NodeExpectation = Of<typeof nodeExpectation>
/** A group as of a node's head. */
export type GroupExpectation = Of<typeof groupExpectation>
/** A private receipt. */
export type RecordedReceipt = Of<typeof receipt>
/** What was submitted and became a marker. */
export type RecordedSubmission = Of<typeof submission>
/** What was submitted and refused. */
export type RecordedRefusal = Of<typeof refusal>
/** What a node holds at the end. */
export type FinalState = Of<typeof finalState>
