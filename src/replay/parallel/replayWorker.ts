/** A thread that executes histories: every message is a plan, and answered with what its blocks gave. */
import { parentPort } from 'node:worker_threads'
import { createEngine } from '../../execution/createEngine.ts'
import { ByteWriter } from './ByteWriter.ts'
import { writeExecutedBlock } from './ExecutedBlock.ts'
import { PlanExecution } from './PlanExecution.ts'
import { ReplayBrake } from './ReplayBrake.ts'
import type { ReplayAnswer, ReplayPlan } from './ReplayPlan.ts'

/** Bytes that are sent together. */
const MESSAGE_BYTES = 256 * 1024

const engine = createEngine('fast')
const writer = new ByteWriter()

parentPort?.on('message', (plan: ReplayPlan) => {
  void replay(plan).then(
    (reason) => answer({ kind: 'end', reason }),
    // The node meets the same trouble when it does it itself, and tells of it.
    (error: unknown) => answer({ kind: 'end', reason: String(error) }),
  )
})

/** @returns why it was given up. */
async function replay(plan: ReplayPlan): Promise<string | undefined> {
  const brake = new ReplayBrake(plan.brake)
  brake.step()
  const execution = new PlanExecution(plan, engine, () => brake.step())
  writer.take()
  let count = 0
  const send = (): void => {
    if (count === 0) return
    const bytes = writer.take()
    const { length } = bytes
    answer({ kind: 'blocks', count, bytes }, bytes.buffer)
    count = 0
    brake.sent(length)
  }
  while (!execution.isDone && !brake.isStopped) {
    const block = await execution.next()
    if (block === undefined) break
    writeExecutedBlock(writer, block)
    count++
    if (writer.length >= MESSAGE_BYTES) send()
    if (execution.reason !== undefined) break
  }
  send()
  return execution.reason
}

function answer(message: ReplayAnswer, transferred?: ArrayBuffer): void {
  parentPort?.postMessage(message, transferred === undefined ? [] : [transferred])
}
