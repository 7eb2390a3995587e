/** Programs of replay threads with a fault. */
import { workerProgram } from './threadScene.ts'

/** `mute` neither answers nor ends; `half` ends when it has sent its first blocks. */
export type Fault = 'exit' | 'throw' | 'mute' | 'half'

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
  return `
    const post = parentPort.postMessage.bind(parentPort)
    parentPort.postMessage = (message, transferred) => {
      post(message, transferred)
      if (message.kind === 'blocks') process.exit(0)
    }
    await import('${(await workerProgram()).href}')
  `
}
