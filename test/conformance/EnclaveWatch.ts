import { EnclaveError, type Network } from '../../src/index.ts'

/** A payload as the enclaves of a network hold it. */
export interface HeldPayload {
  /** Its text; all of them where the enclaves do not agree. */
  readonly payload: string | undefined
  /** Keys (base64) that the enclaves name as the sender. */
  readonly senders: readonly string[]
  /** Keys (base64) of the nodes that can read it, sorted. */
  readonly to: readonly string[]
}

/** Watches what goes to the enclaves of a network. */
export class EnclaveWatch {
  readonly #network: Network
  #sent: string[] = []

  constructor(network: Network) {
    this.#network = network
    for (const { enclave } of network.nodes) {
      enclave.faults.before = ({ type, handle }) => {
        if (type === 'send') this.#sent.push(Buffer.from(handle).toString('base64'))
      }
    }
  }

  /** Handles (base64) of what nodes have sent, in order. */
  get sent(): readonly string[] {
    return [...this.#sent]
  }

  /** Forgets {@link sent}. @param back what stays. */
  forget(back: readonly string[] = []): void {
    this.#sent = [...back]
  }

  /** Those of {@link sent} that somebody holds. */
  async stored(): Promise<string[]> {
    const held = await Promise.all(this.#sent.map((handle) => this.held(handle)))
    return this.#sent.filter((_, index) => (held[index]?.to.length ?? 0) > 0)
  }

  /** What the enclaves hold under a handle. */
  async held(handle: string): Promise<HeldPayload> {
    const to: string[] = []
    const texts = new Set<string>()
    const senders = new Set<string>()
    for (const { enclave, enclaveKey } of this.#network.nodes) {
      try {
        const { payload, senderKey } = await enclave.receive(handle)
        to.push(enclaveKey)
        texts.add(payload)
        if (senderKey !== undefined) senders.add(senderKey)
      } catch (error) {
        if (!(error instanceof EnclaveError)) throw error
      }
    }
    return { payload: texts.size === 0 ? undefined : [...texts].join(' and '), senders: [...senders], to: to.sort() }
  }

  /** Takes a payload away from the enclaves of these keys. */
  async lose(handle: string, keys: readonly string[]): Promise<void> {
    for (const { enclave, enclaveKey } of this.#network.nodes) {
      if (keys.includes(enclaveKey)) await enclave.faults.lose(handle)
    }
  }
}
