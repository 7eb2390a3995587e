/** Programs of replay threads with a fault. */
import { workerProgram } from './threadScene.ts'

/**
 * `mute` neither answers nor ends; `half` ends when it has sent its first blocks; `loop` hangs from the start, `stuck` when it has sent
 * its first blocks; `slow` makes a step whenever it is told to on {@link SLOW_STEPS}, and says so there.
 */
export type Fault = 'exit' | 'throw' | 'mute' | 'half' | 'loop' | 'stuck' | 'slow'

/** Name of a `BroadcastChannel`. */
export const SLOW_STEPS = 'coterie-slow-steps'

export async function failingProgram(fault: Fault): Promise<URL> {
  const text = `
    import { parentPort } from 'node:worker_threads'
    ${await reaction(fault)}
  `
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`)
}

async function reaction(fault: Fault): Promise<string> {
  if (fault === 'exit') return `parentPort.on('message', () => process.exit(1))`
  if (fault === 'throw') return `parentPort.on('message', () => { throw new RangeError('a fault of the test') })`
  if (fault === 'mute') return `parentPort.on('message', () => undefined)`
  if (fault === 'loop') return `parentPort.on('message', () => { for (;;); })`
  if (fault === 'slow') {
    return `
      import { BroadcastChannel } from 'node:worker_threads'
      import { ReplayBrake } from '${new URL('../messages/ReplayBrake.js', await workerProgram()).href}'
      parentPort.on('message', ({ kind, plan }) => {
        if (kind !== 'plan') return
        const brake = new ReplayBrake(plan.brake)
        const channel = new BroadcastChannel('${SLOW_STEPS}')
        const step = () => {
          brake.step()
          channel.postMessage('done')
        }
        channel.onmessage = step
        step()
      })
    `
  }
  const end = fault === 'half' ? 'process.exit(0)' : 'for (;;);'
  return `
    const post = parentPort.postMessage.bind(parentPort)
    parentPort.postMessage = (message, transferred) => {
      post(message, transferred)
      if (message.kind === 'blocks') ${end}
    }
    await import('${(await workerProgram()).href}')
  `
}
