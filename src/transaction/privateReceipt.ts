import { DecodeError } from '../errors/DecodeError.ts'
import { type Address, toAddress } from '../primitives/identifiers.ts'
import { smallBytes } from '../primitives/smallBytes.ts'
import { headerLength, stringLength, writeHeader, writeString } from './encodeRlp.ts'
import { bytesOf, listOf, scalarOf } from './rlpItem.ts'
import { decodeRlp, type RlpItem } from './strictRlp.ts'

/** An event that a private transaction emitted. */
export interface PrivateLog {
  readonly address: Address
  /** 32 bytes each. */
  readonly topics: readonly Uint8Array[]
  readonly data: Uint8Array
}

/** How a private transaction ended (spec 02 §8). */
export interface PrivateReceipt {
  /** Signer of the transaction, no part of the encoding; absent when no key fits the signature or nobody has said. */
  readonly sender?: Address | undefined
  /** 1: success. 0: failed. 2: invalid, so that it was not executed. */
  readonly status: 0 | 1 | 2
  /** Empty unless successful. */
  readonly logs: readonly PrivateLog[]
  /** Return data or runtime code; empty unless successful. */
  readonly output: Uint8Array
  /** Data of a `REVERT`, possibly empty; absent when the transaction did not end by one. */
  readonly revertReason?: Uint8Array | undefined
}

const WHAT = 'private receipt'
/** First bytes of an empty list and of the number 0. */
const LIST = 0xc0
const ZERO = 0x80

/**
 * `rlp([ status, [ [ address, [ topic… ], data ]… ], output ])`, and the revert reason as a fourth item if there is one. Written
 * without arrays in between: every private transaction has a receipt.
 * @param room bytes in front of it that are left free; default 0.
 */
export function encodePrivateReceipt({ status, logs, output, revertReason }: PrivateReceipt, room = 0): Uint8Array {
  let events = 0
  for (const log of logs) events += listLength(contentOfLog(log))
  const reason = revertReason === undefined ? 0 : stringLength(revertReason)
  const content = 1 + listLength(events) + stringLength(output) + reason
  const out = smallBytes(room + listLength(content))
  let at = writeHeader(LIST, content, out, room)
  out[at++] = status === 0 ? ZERO : status
  at = writeHeader(LIST, events, out, at)
  for (const log of logs) at = writeLog(log, out, at)
  at = writeString(output, out, at)
  if (revertReason !== undefined) writeString(revertReason, out, at)
  return out
}

/** Bytes of a list with so many bytes of contents. */
function listLength(content: number): number {
  return headerLength(content) + content
}

function contentOfLog({ address, topics, data }: PrivateLog): number {
  return stringLength(address) + listLength(contentOfTopics(topics)) + stringLength(data)
}

function contentOfTopics(topics: PrivateLog['topics']): number {
  let length = 0
  for (const topic of topics) length += stringLength(topic)
  return length
}

function writeLog(log: PrivateLog, out: Uint8Array, start: number): number {
  let at = writeHeader(LIST, contentOfLog(log), out, start)
  at = writeString(log.address, out, at)
  at = writeHeader(LIST, contentOfTopics(log.topics), out, at)
  for (const topic of log.topics) at = writeString(topic, out, at)
  return writeString(log.data, out, at)
}

/**
 * Decodes a stored receipt; `revertReason` is absent from the result when it is absent from the bytes.
 * @throws {DecodeError} of kind `format`.
 */
export function decodePrivateReceipt(bytes: Uint8Array): PrivateReceipt {
  const items = listOf(decodeRlp(bytes, WHAT), WHAT, 'the receipt')
  if (items.length !== 3 && items.length !== 4) {
    throw new DecodeError(WHAT, `it has ${items.length} items instead of 3 or 4`)
  }
  const receipt = {
    status: decodeStatus(items[0]),
    logs: listOf(items[1], WHAT, 'the list of logs').map(decodeLog),
    output: bytesOf(items[2], WHAT, 'the output'),
  }
  return items.length === 3 ? receipt : { ...receipt, revertReason: bytesOf(items[3], WHAT, 'the revert reason') }
}

function decodeStatus(item: RlpItem | undefined): 0 | 1 | 2 {
  const status = scalarOf(item, WHAT, 'the status')
  if (status === 0n) return 0
  if (status === 1n) return 1
  if (status === 2n) return 2
  throw new DecodeError(WHAT, `its status is ${status}`)
}

function decodeLog(item: RlpItem): PrivateLog {
  const [address, topics, data] = listOf(item, WHAT, 'a log', 3)
  return {
    address: toAddress(bytesOf(address, WHAT, 'the address of a log', 20)),
    topics: listOf(topics, WHAT, 'the topics of a log').map((topic) => bytesOf(topic, WHAT, 'a topic', 32)),
    data: bytesOf(data, WHAT, 'the data of a log'),
  }
}
