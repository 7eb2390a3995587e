import { toAddress } from '../../../primitives/identifiers.ts'
import { LOG_WORK } from '../../work.ts'
import { STATUS } from '../Frame.ts'
import type { Handler } from '../Handler.ts'
import { chargeMemory, countLogged, regionEnd } from '../memoryAccess.ts'
import { LIMBS, numberOf, wordBytes } from '../words.ts'

/** LOG0 to LOG4. */
export function log(topicCount: number): Handler {
  return (frame, machine) => {
    if (frame.isStatic) {
      frame.status = STATUS.halted
      return
    }
    const offset = numberOf(frame.stack, frame.peek(0))
    const length = numberOf(frame.stack, frame.peek(1))
    const { log: base, logTopic, logByte } = machine.rules.prices
    const price = base + logTopic * topicCount + logByte * length
    if (!chargeMemory(frame, machine, regionEnd(offset, length), price)) return
    machine.countWork(LOG_WORK)
    countLogged(machine, length)
    const topics: Uint8Array[] = []
    for (let i = 0; i < topicCount; i++) topics.push(wordBytes(frame.stack, frame.peek(2 + i)))
    const data = length === 0 ? new Uint8Array(0) : frame.memory.slice(offset, offset + length)
    machine.logs.push({ address: toAddress(frame.account.bytes.slice()), topics, data })
    frame.top -= (2 + topicCount) * LIMBS
  }
}
