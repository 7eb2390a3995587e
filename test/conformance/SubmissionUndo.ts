import { type Network, isCoterieError } from '../../src/index.ts'

/** Takes back what submissions did: Besu's answers were recorded without keeping or pooling anything. */
export class SubmissionUndo {
  readonly #network: Network
  /** What enclaves were given that they did not hold before. */
  #given: { readonly node: string; readonly handle: string }[] = []

  constructor(network: Network) {
    this.#network = network
    for (const { name, enclave } of network.nodes) {
      enclave.faults.before = async ({ type, handle }) => {
        if (type === 'receive') return
        const known = await enclave.receive(handle).then(
          () => true,
          () => false,
        )
        if (!known) this.#given.push({ node: name, handle: Buffer.from(handle).toString('base64') })
      }
    }
  }

  /** Empties the pool, and the enclaves of what has been sent since the last time. */
  async undo(): Promise<void> {
    const { pool } = this.#network.parts
    pool.remove(pool.pending)
    const given = this.#given
    this.#given = []
    for (const { node, handle } of given) {
      await this.#network
        .node(node)
        .enclave.faults.lose(handle)
        .catch((error: unknown) => {
          // Nothing to take back: the send was refused.
          if (!isCoterieError(error, 'NOT_FOUND')) throw error
        })
    }
  }
}
