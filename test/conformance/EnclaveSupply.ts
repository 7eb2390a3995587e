import type { InProcessEnclave, Network } from '../../src/index.ts'
import type { RecordedPayload } from './flowRecording.ts'

/** A payload handle as enclaves take it. */
export type Handle = Parameters<InProcessEnclave['put']>[0]['handle']

/** Bytes of a handle. @param base64 32 bytes. */
export function handleOf(base64: string): Handle {
  return new Uint8Array(Buffer.from(base64, 'base64')) as Uint8Array as Handle
}

/** Puts recorded payloads into the enclaves of the nodes that can read them, each before its delivery. */
export class EnclaveSupply {
  readonly #network: Network
  readonly #waiting: RecordedPayload[]

  /** @param payloads those that are to be put, in any order. */
  constructor(network: Network, payloads: readonly RecordedPayload[]) {
    this.#network = network
    this.#waiting = [...payloads]
  }

  /** Puts what has to be there before a delivery (1-based) and has not been put yet. */
  async before(delivery: number): Promise<void> {
    const due = this.#waiting.filter(({ beforeBlock }) => beforeBlock <= delivery)
    for (const payload of due) {
      this.#waiting.splice(this.#waiting.indexOf(payload), 1)
      await put(this.#network, payload)
    }
  }
}

/** The storing key can read what it stored, unless the payload is for nobody. */
export function readersOf({ from, to }: RecordedPayload): readonly string[] {
  return to.length === 0 ? [] : [...new Set([from, ...to])]
}

async function put(network: Network, recorded: RecordedPayload): Promise<void> {
  const { handle, payload, senderKey, from } = recorded
  for (const node of network.nodes) {
    if (!readersOf(recorded).includes(node.enclaveKey)) continue
    await node.enclave.put({ handle: handleOf(handle), payload, senderKey: senderKey === undefined ? from : senderKey })
  }
}
