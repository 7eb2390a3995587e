import { equalBytes, toHex } from '../../primitives/bytes.ts'
import { Program } from './Program.ts'

/** Programs kept by code hash. */
const LIMIT = 512

/**
 * Programs by code hash, the least recently used forgotten first. In front of it stands a shortcut from the very bytes of a
 * hash, which an account keeps as long as it is in memory, so that most calls need neither the code nor the hash as text.
 */
export class ProgramCache {
  readonly #byHash = new Map<string, Program>()
  readonly #byHashBytes = new WeakMap<Uint8Array, Program>()

  /**
   * The program of deployed code.
   * @param codeHash of the account. Management accounts carry the hash of other code, so the code itself is compared, too.
   * @param load gives the code.
   */
  get(codeHash: Uint8Array, load: () => Uint8Array): Program {
    const known = this.#byHashBytes.get(codeHash)
    if (known !== undefined) return known
    const code = load()
    const key = toHex(codeHash)
    const found = this.#byHash.get(key)
    const program = found !== undefined && equalBytes(found.code, code) ? found : new Program(code)
    this.#byHash.delete(key)
    this.#byHash.set(key, program)
    for (const oldest of this.#byHash.keys()) {
      if (this.#byHash.size <= LIMIT) break
      this.#byHash.delete(oldest)
    }
    this.#byHashBytes.set(codeHash, program)
    return program
  }
}
