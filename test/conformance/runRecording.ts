import type { EngineName } from '../../src/index.ts'
import { DEFAULT_ENGINE } from '../../src/execution/createEngine.ts'
import { checkFlow } from './checkFlow.ts'
import { Comparison, type Difference } from './Comparison.ts'
import type { EvmCase } from './evmRecording.ts'
import type { FlowRecording } from './flowRecording.ts'
import { isBrief } from './isBrief.ts'
import { MethodCounts } from './MethodCounts.ts'
import type { Recording } from './readRecording.ts'
import { runEvmCase } from './runEvmCase.ts'
import type { RpcLine } from './rpcRecording.ts'
import { runFlow } from './runFlow.ts'
import { type Connect, runRpc } from './runRpc.ts'
import { runSubmissions } from './runSubmissions.ts'
import type { AskAsUser } from './TenantNodes.ts'

/** What came of one case: a flow, or one program case. */
export interface CaseOutcome {
  /** Name of the flow or id of the program case. */
  readonly name: string
  /** Row of the table it counts in: first letter of a flow's name, `bench` for long histories, `evm <fork>`, `rpc <letter>`. */
  readonly family: string
  /** Blocks that were delivered, asked about or, in program cases, executed. */
  readonly deliveries: number
  /** Values compared. */
  readonly compared: number
  readonly differences: readonly Difference[]
  /** Requests by method. */
  readonly methods: MethodCounts
  readonly milliseconds: number
}

/** What a file holds; with the flow, where it is elsewhere. */
export type CompleteRecording =
  | Exclude<Recording, { readonly kind: 'rpc' }>
  | (Extract<Recording, { readonly kind: 'rpc' }> & { readonly flow: FlowRecording })

/** Runs what a file holds, case by case. What goes wrong beyond differences is a difference, too. */
export async function* runRecording(
  recording: CompleteRecording,
  engine: EngineName = DEFAULT_ENGINE,
): AsyncGenerator<CaseOutcome> {
  if (recording.kind === 'flow') yield await runFlowCase(recording.flow, engine)
  else if (recording.kind === 'rpc') yield await runRpcCase(recording.flow, recording.lines, undefined, engine)
  else for (const one of recording.cases) yield await runProgramCase(one, engine)
}

/** Runs a flow: what it says of itself, what the nodes record, what is submitted. */
export function runFlowCase(flow: FlowRecording, engine: EngineName = DEFAULT_ENGINE): Promise<CaseOutcome> {
  return outcomeOf(flow.name, familyOf(flow), flow.blocks.length, async (comparison) => {
    checkFlow(flow, comparison)
    await runFlow(flow, comparison, engine)
    await runSubmissions(flow, comparison, engine)
  })
}

/** Runs a program case. */
export function runProgramCase(recorded: EvmCase, engine: EngineName = DEFAULT_ENGINE): Promise<CaseOutcome> {
  const { id, fork, blocks } = recorded
  return outcomeOf(id, `evm ${fork}`, blocks.length, (comparison) => runEvmCase(recorded, comparison, engine))
}

/** Puts recorded requests to the nodes of a flow. */
export function runRpcCase(
  flow: FlowRecording,
  lines: readonly RpcLine[],
  connect?: Connect,
  engine: EngineName = DEFAULT_ENGINE,
  askExtra?: AskAsUser,
): Promise<CaseOutcome> {
  const deliveries = new Set(lines.map(({ afterDelivery }) => afterDelivery)).size
  return outcomeOf(flow.name, `rpc ${familyOf(flow)}`, deliveries, (comparison, methods) =>
    runRpc(flow, lines, comparison, methods, connect, engine, askExtra),
  )
}

async function outcomeOf(
  name: string,
  family: string,
  deliveries: number,
  run: (comparison: Comparison, methods: MethodCounts) => Promise<void>,
): Promise<CaseOutcome> {
  const comparison = new Comparison()
  const methods = new MethodCounts()
  const started = performance.now()
  try {
    await run(comparison, methods)
  } catch (error) {
    const found = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    comparison.differ({ delivery: undefined, node: undefined, field: 'the run' }, 'to its end', found)
  }
  const { compared, differences } = comparison
  return { name, family, deliveries, compared, differences, methods, milliseconds: performance.now() - started }
}

function familyOf({ name, expect }: FlowRecording): string {
  const entries = expect.flatMap(({ nodes }) => Object.values(nodes))
  if (entries.length > 0 && entries.every(isBrief)) return 'bench'
  return /^([a-z])(\d|-)/.exec(name)?.[1] ?? 'other'
}
