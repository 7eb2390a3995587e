import { CoterieError } from '../errors/CoterieError.ts'
import { EnclaveError, type EnclaveErrorKind } from '../errors/EnclaveError.ts'
import { toBase64 } from '../primitives/bytes.ts'
import type { PayloadHandle } from '../primitives/identifiers.ts'
import { handleFrom } from './enclaveText.ts'
import { requireText } from './ForeignPayload.ts'
import type { PayloadStore, StoredPayload } from './PayloadStore.ts'
import { beforeRequest } from './requestUnderWay.ts'

/** A request that reached an enclave: `push` comes from another enclave, the others from the node. */
export interface EnclaveRequest {
  readonly type: 'send' | 'receive' | 'push'
  readonly handle: PayloadHandle
}

/** How requests are to fail. */
export interface EnclaveFailure {
  readonly kind: EnclaveErrorKind
  /** HTTP status; by default 400, 500 or (for `io`) 0. */
  readonly status?: number
  readonly message: string
}

/**
 * Simulated trouble of one enclave. Being offline, failures and {@link before} last as long as this object; payloads
 * that were lost or corrupted are so in the store.
 */
export class EnclaveFaults {
  readonly #payloads: PayloadStore
  #offline = false
  #failure: EnclaveFailure | undefined
  #failuresLeft = 0
  #isClosing = false
  /** Lets requests go on that wait for {@link before}. */
  readonly #waiting = new Set<() => void>()

  /**
   * Called and awaited before each request about a payload is looked at, to make the enclave slow or to change something just then; what
   * it throws fails the request: an {@link EnclaveError} as it is, anything that is no error of Coterie's as one of kind `server` with
   * the same text. A node reads payloads (`receive`) while it imports a block: what waits for the network's turn (`mine`, `snapshot`,
   * `revert`, `reset`, `reorg`, `sync`, `importBlock`, `set…` of the public state, sending with automatic mining) must not be awaited
   * then. It throws `INVALID_ARGUMENT`, because it would wait for ever, and an awaited `close` does so in every request. A network that
   * is being closed waits for it no longer: the request goes on as if it had returned.
   */
  before: ((request: EnclaveRequest) => Promise<void> | void) | undefined

  /** @param payloads the payloads of the enclave that is to have trouble. */
  constructor(payloads: PayloadStore) {
    this.#payloads = payloads
  }

  /** Whether the enclave cannot be reached, by its node or by other enclaves. */
  get offline(): boolean {
    return this.#offline
  }

  /** From now on every request fails with an I/O error, and others cannot send to this enclave. */
  goOffline(): void {
    this.#offline = true
  }

  /** Ends {@link goOffline}. */
  comeOnline(): void {
    this.#offline = false
  }

  /**
   * Lets the next `times` requests of the node (by default all until {@link clear}) fail; pushes of other enclaves are
   * not requests of the node. Replaces an earlier failure.
   */
  failWith(failure: EnclaveFailure, times = Number.POSITIVE_INFINITY): void {
    this.#failure = failure
    this.#failuresLeft = times
  }

  /** Ends everything but lost and corrupted payloads: online, no failures, no {@link before}. */
  clear(): void {
    this.#offline = false
    this.#failure = undefined
    this.before = undefined
  }

  /**
   * Removes a payload from this enclave only (FP-178).
   * @param handle 32 bytes, or their base64.
   * @throws {CoterieError} `INVALID_ARGUMENT` for what is no handle; `NOT_FOUND` when it does not hold one under `handle`.
   */
  async lose(handle: PayloadHandle | string): Promise<void> {
    const known = handleFrom(handle)
    return this.#payloads.update(known, (stored) => {
      held(known, stored)
      return undefined
    })
  }

  /**
   * Replaces the text of a payload in this enclave only; sender and readers stay.
   * @throws {CoterieError} `INVALID_ARGUMENT` for what is no handle or no text; `NOT_FOUND` when it does not hold one under `handle`.
   */
  async corrupt(handle: PayloadHandle | string, text: string): Promise<void> {
    const known = handleFrom(handle)
    requireText(text, 'the new payload')
    return this.#payloads.update(known, (stored) => ({ ...held(known, stored), payload: text }))
  }

  /**
   * Lets a request through or fails it; a promise only where {@link before} may take its time.
   * @throws {EnclaveError} as told by {@link goOffline} and {@link failWith}.
   */
  admit(request: EnclaveRequest): void | Promise<void> {
    if (this.before !== undefined) return this.#admitAfter(request)
    if (request.type !== 'push') this.admitToGroups()
  }

  async #admitAfter(request: EnclaveRequest): Promise<void> {
    try {
      await beforeRequest(request.type, () => this.#untilClosing(this.before?.(request)))
    } catch (cause) {
      if (cause instanceof CoterieError) throw cause
      const text = cause instanceof Error ? cause.message : String(cause)
      throw new EnclaveError('server', text, { cause })
    }
    if (request.type !== 'push') this.admitToGroups()
  }

  /** @internal From now on no request waits for {@link before}, so that what is under way can end before the store is closed. */
  endWaiting(): void {
    this.#isClosing = true
    for (const proceed of this.#waiting) proceed()
  }

  /** Ends when `before` does, or as soon as nobody is to wait for it; what it has thrown by then counts. */
  #untilClosing(before: Promise<void> | void): Promise<void> | void {
    if (before === undefined) return undefined
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve)
      const ended = (): void => void this.#waiting.delete(resolve)
      Promise.resolve(before).then(resolve, reject).finally(ended)
      if (this.#isClosing) queueMicrotask(resolve)
    })
  }

  /**
   * Lets a request of the node about privacy groups through or fails it; as {@link admit} does, without {@link before}.
   * @throws {EnclaveError}
   */
  admitToGroups(): void {
    if (this.#offline) throw new EnclaveError('io', 'the enclave cannot be reached: it is offline')
    if (this.#failure === undefined || this.#failuresLeft <= 0) return
    this.#failuresLeft--
    const { kind, message, status } = this.#failure
    throw new EnclaveError(kind, message, status === undefined ? {} : { status })
  }
}

function held(handle: PayloadHandle, stored: StoredPayload | undefined): StoredPayload {
  if (stored !== undefined) return stored
  const text = toBase64(handle)
  throw new CoterieError('NOT_FOUND', `the enclave holds no payload ${text}; send or put it first`, {
    details: { handle: text },
  })
}
