import { type EngineName } from '../../src/execution/createEngine.ts'
import { FastEngine } from '../../src/execution/fast/FastEngine.ts'
import { ReferenceEngine } from '../../src/execution/reference/ReferenceEngine.ts'
import type { Hex } from '../../src/primitives/bytes.ts'
import { Ledger, type Request, nextTransfer, nextView } from './Ledger.ts'

/** What one process has measured; times in microseconds. */
export interface EngineMeasurement {
  readonly engine: EngineName
  /** Root after all transfers. */
  readonly root: Hex
  /** One transfer with its changes written to the tries. */
  readonly transfer: number
  /** The same with a root after each. */
  readonly transferWithRoot: number
  /** One `balanceOf`. */
  readonly view: number
}

const TRANSFERS = 5000
const VIEWS = 20_000
const WARM_UP = 2000

/** Measures an engine in this process. */
export async function measureEngine(engine: EngineName): Promise<EngineMeasurement> {
  const ledger = new Ledger(engine === 'fast' ? new FastEngine() : new ReferenceEngine())
  await ledger.prepare()
  let next = 0
  const run = async (
    count: number,
    make: (index: number) => Request,
    step: (request: Request) => Promise<unknown>,
  ): Promise<number> => {
    const requests = Array.from({ length: count }, () => make(next++))
    const started = performance.now()
    for (const request of requests) await step(request)
    return ((performance.now() - started) * 1000) / count
  }
  const apply = (request: Request): Promise<void> => ledger.apply(request)
  const withRoot = async (request: Request): Promise<void> => {
    await ledger.apply(request)
    void ledger.root
  }
  const view = (request: Request): Promise<Uint8Array> => ledger.view(request)
  await run(WARM_UP, nextTransfer, withRoot)
  const transferWithRoot = await run(TRANSFERS, nextTransfer, withRoot)
  const transfer = await run(TRANSFERS, nextTransfer, apply)
  const { root } = ledger
  await run(WARM_UP, nextView, view)
  return { engine, root, transfer, transferWithRoot, view: await run(VIEWS, nextView, view) }
}
