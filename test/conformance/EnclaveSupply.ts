import type { Network } from '../../src/index.ts'
import type { RecordedPayload } from './flowRecording.ts'

/** Puts recorded payloads into the enclaves of the nodes that can read them, each before its delivery. */
export class EnclaveSupply {
  readonly #network: Network
  readonly #waiting: RecordedPayload[]

  /** @param payloads those that are to be put, in any order. */
  constructor(network: Network, payloads: readonly RecordedPayload[]) {
    this.#network = network
    this.#waiting = [...payloads]
  }

  /** Puts what has to be there before a delivery (1-based) and has not been put yet. @returns what was put. */
  async before(delivery: number): Promise<readonly RecordedPayload[]> {
    const due = this.#waiting.filter(({ beforeBlock }) => beforeBlock <= delivery)
    for (const payload of due) {
      this.#waiting.splice(this.#waiting.indexOf(payload), 1)
      await put(this.#network, payload)
    }
    return due
  }
}

/** The storing key can read what it stored, unless the payload is for nobody. */
export function readersOf({ from, to }: RecordedPayload): readonly string[] {
  return to.length === 0 ? [] : [...new Set([from, ...to])]
}

async function put(network: Network, recorded: RecordedPayload): Promise<void> {
  const { handle, payload, senderKey, from } = recorded
  for (const node of network.nodes) {
    const own = node.enclave.keys.map((key) => Buffer.from(key).toString('base64'))
    const readers = readersOf(recorded).filter((key) => own.includes(key))
    if (readers.length === 0) continue
    await node.enclave.put({ handle, payload, readers, senderKey: senderKey === undefined ? from : senderKey })
  }
}
