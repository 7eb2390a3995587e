import { CoterieError, isCoterieError } from '../../errors/CoterieError.ts'
import type { Network } from '../../network/Network.ts'
import { bytesFrom } from '../../node/doors.ts'
import { type Hex, toHex } from '../../primitives/bytes.ts'
import type { HistoryDelivery, HistoryPayload } from './History.ts'

/** Makes the blocks of a network that is mined by hand, imports them into one member only, and tells what was delivered. */
export class HistoryRecorder {
  /** Blocks so far. */
  deliveries = 0
  /** Private transactions so far; all have succeeded, so all are in the history of their group. */
  transactions = 0
  /** The block that was made last, hex. */
  lastBlock: Hex = '0x'
  /** Bytes of the history blobs that the last block with any has named. */
  joinBytes = 0
  readonly #network: Network
  readonly #member: string
  readonly #names: readonly string[]

  /** @param member name of the node that imports. @param newcomers names of nodes whose payloads are told of, too. */
  constructor(network: Network, member: string, newcomers: readonly string[]) {
    this.#network = network
    this.#member = member
    this.#names = [member, ...newcomers]
  }

  /**
   * A block of everything that waits.
   * @param readBy names of nodes that are told to read the payloads whether or not they do.
   * @throws {CoterieError} `CALL_FAILED` when a private transaction fails.
   */
  async *mine({ readBy = [] }: { readonly readBy?: readonly string[] } = {}): AsyncGenerator<HistoryDelivery> {
    const waiting = this.#network.parts.pool.size
    const { rlp, hash } = await this.#make()
    const node = this.#network.node(this.#member)
    const markers = node.markersOf(hash)
    const successful = new Set(
      Object.values(node.blockMetadata(hash)).flatMap((group) => group.map(([marker]) => marker)),
    )
    for (const { marker } of markers) {
      if (successful.has(marker)) continue
      throw new CoterieError('CALL_FAILED', `a transaction of the workload has failed (marker ${marker})`)
    }
    if (markers.length !== waiting) {
      throw new CoterieError('BLOCK_INVALID', `the block took ${markers.length} of ${waiting} markers`)
    }
    this.transactions += markers.length
    const payloads: HistoryPayload[] = []
    let bytes = 0
    for (const { handle, historyHandle } of markers) {
      const payload = await this.#payload(handle)
      payloads.push({ ...payload, readers: [...new Set([...payload.readers, ...readBy])] })
      if (historyHandle === undefined) continue
      const blob = await this.#payload(historyHandle)
      payloads.push(blob)
      bytes += Buffer.byteLength(blob.payload, 'base64')
    }
    if (bytes > 0) this.joinBytes = bytes
    yield { rlp, payloads }
  }

  /** So many empty blocks. */
  async *mineEmpty(count: number): AsyncGenerator<HistoryDelivery> {
    for (let index = 0; index < count; index++) yield { rlp: (await this.#make()).rlp, payloads: [] }
  }

  async #make(): Promise<{ rlp: Hex; hash: Hex }> {
    const { chain, pool, coinbase } = this.#network.parts
    const { head } = chain
    const { block } = await chain.make({
      parent: head.hash,
      timestamp: head.source.header.timestamp + 1n,
      coinbase,
      transactions: pool.candidates(),
    })
    const rlp = toHex(block.source.serialize())
    const { reports } = await this.#network.importBlock(bytesFrom(rlp, 'a block'), [this.#member])
    const error = reports.get(this.#member)?.error
    if (error !== undefined) throw error
    this.deliveries++
    this.lastBlock = rlp
    return { rlp, hash: toHex(block.hash) }
  }

  async #payload(handle: string): Promise<HistoryPayload> {
    const readers: string[] = []
    let found: Pick<HistoryPayload, 'payload' | 'senderKey'> | undefined
    for (const name of this.#names) {
      try {
        const { payload, senderKey } = await this.#network.node(name).enclave.receive(handle)
        found = { payload, senderKey: senderKey ?? null }
        readers.push(name)
      } catch (error) {
        if (!isCoterieError(error, 'ENCLAVE_CLIENT_ERROR')) throw error
      }
    }
    if (found !== undefined) return { handle, ...found, readers }
    throw new CoterieError('STATE_INCONSISTENT', `neither ${this.#names.join(' nor ')} has the payload ${handle}`)
  }
}
