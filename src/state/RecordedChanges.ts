import { smallCopy } from '../primitives/smallBytes.ts'
import type { WorldStateSink } from './WorldState.ts'

type Entry = readonly [hash: Uint8Array, content: Uint8Array]

/** What a world state hands over, passed on to where it goes and kept so that others can be given it, too. */
export class RecordedChanges implements WorldStateSink {
  readonly #target: WorldStateSink
  readonly #nodes: Entry[] = []
  readonly #codes: Entry[] = []
  readonly #preimages: Entry[] = []

  constructor(target: WorldStateSink) {
    this.#target = target
  }

  putNode(hash: Uint8Array, encoded: Uint8Array): void {
    this.#nodes.push([smallCopy(hash), smallCopy(encoded)])
    this.#target.putNode(hash, encoded)
  }

  putCode(hash: Uint8Array, code: Uint8Array): void {
    this.#codes.push([hash, code])
    this.#target.putCode(hash, code)
  }

  putPreimage(hash: Uint8Array, preimage: Uint8Array): void {
    this.#preimages.push([hash, preimage])
    this.#target.putPreimage(hash, preimage)
  }

  /** Hands the same over again. */
  handTo(sink: WorldStateSink): void {
    for (const [hash, encoded] of this.#nodes) sink.putNode(hash, encoded)
    for (const [hash, code] of this.#codes) sink.putCode(hash, code)
    for (const [hash, preimage] of this.#preimages) sink.putPreimage(hash, preimage)
  }
}
