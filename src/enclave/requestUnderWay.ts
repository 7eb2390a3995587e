import { AsyncLocalStorage } from 'node:async_hooks'
import { CoterieError } from '../errors/CoterieError.ts'

/** A request whose `faults.before` is called. */
interface RequestUnderWay {
  readonly type: 'send' | 'receive' | 'push'
  /** Whether the request waits for `before`; settled when that has returned. */
  readonly waits: Promise<boolean>
  ended: boolean
}

const underWay = new AsyncLocalStorage<RequestUnderWay>()

/** Calls what comes before a request; costs something only where there is such a thing. */
export async function beforeRequest(type: RequestUnderWay['type'], before: () => Promise<void> | void): Promise<void> {
  let resolve: (isAwaited: boolean) => void = () => undefined
  const waits = new Promise<boolean>((settle) => (resolve = settle))
  const request: RequestUnderWay = { type, waits, ended: false }
  try {
    const awaited = underWay.run(request, before)
    resolve(awaited !== undefined)
    await awaited
  } finally {
    resolve(false)
    request.ended = true
  }
}

/**
 * A node reads payloads while it imports a block. Work that waits until the import has ended would wait for itself for ever when
 * `faults.before` waits for it: it fails instead. Sending is no part of such work, so that it may wait for anything but the end of
 * the network.
 * @param queue where the work would wait for its turn; by default it waits for everything.
 * @returns `undefined` when nothing is in the way; else what to wait for first.
 * @throws {CoterieError} `INVALID_ARGUMENT`, by the promise.
 */
export function requestInTheWay(queue?: { readonly busy: boolean }): Promise<void> | undefined {
  const request = underWay.getStore()
  if (request === undefined || request.ended) return undefined
  const isFree = queue !== undefined && (request.type !== 'receive' || !queue.busy)
  return isFree ? undefined : refuseIfAwaited(request)
}

async function refuseIfAwaited(request: RequestUnderWay): Promise<void> {
  // What was started without being waited for has its turn later.
  if (!(await request.waits) || request.ended) return
  throw new CoterieError(
    'INVALID_ARGUMENT',
    'faults.before of an enclave cannot wait for work that may itself wait for the request (blocks, snapshots, close); ' +
      'start that work when before has returned: setImmediate(() => …)',
  )
}
