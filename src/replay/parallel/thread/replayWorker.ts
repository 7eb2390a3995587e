/** A thread that executes histories: plans and their parts are answered with what the blocks gave. */
import { parentPort } from 'node:worker_threads'
import { createEngine } from '../../../execution/createEngine.ts'
import { AccountChangeWriter } from '../messages/accountChanges.ts'
import { ByteWriter } from '../messages/ByteWriter.ts'
import { writeExecutedBlock } from '../messages/ExecutedBlock.ts'
import { PlanExecution } from './PlanExecution.ts'
import { ReplayBrake } from '../messages/ReplayBrake.ts'
import type { ReplayAnswer, ReplayOrder, ReplayPart, ReplayPlan } from '../messages/ReplayPlan.ts'

/** Bytes that are sent together. */
const MESSAGE_BYTES = 256 * 1024

const engine = createEngine('fast')
const writer = new ByteWriter()
/** Parts of the history that have come and not been begun. */
let parts: ReplayPart[] = []
let onPart: (() => void) | undefined

parentPort?.on('message', (order: ReplayOrder) => {
  if (order.kind === 'part') {
    parts.push(order.part)
    onPart?.()
    return
  }
  // Those that are left are of a history that is done with.
  parts = []
  void replay(order.plan).then(
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
  const changes = new AccountChangeWriter(writer)
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
    if (execution.needsPart) {
      // Whoever sends parts waits for what came of those before.
      send()
      execution.add(await nextPart())
      continue
    }
    const block = await execution.next()
    if (block === undefined) break
    writeExecutedBlock(writer, changes, block)
    count++
    if (writer.length >= MESSAGE_BYTES) send()
    if (execution.reason !== undefined) break
  }
  send()
  return execution.reason
}

async function nextPart(): Promise<ReplayPart> {
  for (;;) {
    const part = parts.shift()
    if (part !== undefined) return part
    await new Promise<void>((resolve) => (onPart = resolve))
  }
}

function answer(message: ReplayAnswer, transferred?: ArrayBuffer): void {
  parentPort?.postMessage(message, transferred === undefined ? [] : [transferred])
}
