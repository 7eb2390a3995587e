import { environmentOf } from '../execution/environment.ts'
import type { Engine } from '../execution/engine.ts'
import { type MarkerContext, executeInReplay } from '../execution/executeMarker.ts'
import { ReferenceEngine } from '../execution/reference/ReferenceEngine.ts'
import { type Frame, FrameTracer } from '../execution/reference/FrameTracer.ts'
import { equalBytes } from '../primitives/bytes.ts'
import type { EnclaveKey, GroupId, TransactionHash } from '../primitives/identifiers.ts'
import { resolveRoot } from '../state/resolveRoot.ts'
import { WorldState } from '../state/WorldState.ts'
import { type LocatedPrivateTransaction, locatePrivateTransaction } from './locatePrivateTransaction.ts'
import type { NodeContext } from './NodeContext.ts'

/** A private transaction to be traced. */
export interface TraceRequest {
  readonly group: GroupId
  /** Hash of its marker. */
  readonly marker: TransactionHash
  readonly located: LocatedPrivateTransaction
  /** Enclave key in whose name the enclave is asked for the transactions before it in its block. */
  readonly key: EnclaveKey
}

/**
 * Executes a private transaction once more on the state before its marker, and changes nothing.
 * @returns its outermost frame; `undefined` when it is invalid, so that nothing runs.
 * @throws {EnclaveError} when the enclave does not give a transaction of the same block and group.
 */
export async function tracePrivateTransaction(node: NodeContext, request: TraceRequest): Promise<Frame | undefined> {
  const { chain, metadata, settings } = node
  const { group, marker, located, key } = request
  const { block } = located
  const { markers } = await chain.execute(block)
  const before = resolveRoot(metadata, block.parentHash, group)
  metadata.requireState(group, before)
  const world = new WorldState(metadata, before)
  const execute = async ({ transaction, index }: LocatedPrivateTransaction, engine: Engine): Promise<boolean> => {
    const publicView = markers.find((candidate) => candidate.index === index)?.view
    if (publicView === undefined) return false
    const context: MarkerContext = {
      groupId: group,
      world,
      publicView,
      environment: environmentOf(chain, block),
      engine,
      cap: settings.cap,
      journaled: settings.rules.has('journaled-state'),
      era: settings.era,
      privateGenesis: settings.privateGenesis,
    }
    return (await executeInReplay(context, transaction)).receipt.status === 1
  }
  // States between the transactions of a block are not stored.
  for (const { markerHash } of metadata.metadata(block.hash, group) ?? []) {
    if (equalBytes(markerHash, marker)) break
    const earlier = await locatePrivateTransaction(node, markerHash, { key })
    if (earlier !== undefined && earlier.index < located.index) await execute(earlier, settings.engine)
  }
  const tracer = new FrameTracer()
  if (!(await execute(located, new ReferenceEngine((evm) => tracer.attach(evm))))) tracer.abort('Out of gas')
  return tracer.root
}
