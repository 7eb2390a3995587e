import type { HardforkName } from '../../chain/hardfork.ts'
import { EMPTY_BYTES } from '../../primitives/bytes.ts'
import { type Engine, type Execution, type ExecutionOutcome, PRIVATE_EXECUTION_GAS } from '../engine.ts'
import { ExecutionCapReached, InternalExecutionError } from '../executionErrors.ts'
import { createForkRules } from './ForkRules.ts'
import type { Handler } from './Handler.ts'
import { type InstructionTable, instructionTable } from './instructionTable.ts'
import { interpret } from './interpret.ts'
import { Machine, MachineTables } from './Machine.ts'
import { beginCall, beginCreation } from './messages.ts'
import type { OrdinaryRemainder, OrdinaryTerms } from './OrdinaryTerms.ts'

/** What the engine keeps for a fork. */
interface ForkMachines {
  readonly table: InstructionTable
  readonly create: () => Machine
  readonly idle: Machine[]
}

/** Executes private transactions synchronously with an interpreter of our own, with the results of the reference engine. */
export class FastEngine implements Engine {
  readonly name = 'fast'
  readonly #forks = new Map<HardforkName, ForkMachines>()
  readonly #tables = new MachineTables()
  readonly #adapt: ((handlers: Handler[]) => void) | undefined

  /** @param adapt may exchange handlers, which are in order of their opcodes, before they are used. */
  constructor(adapt?: (handlers: Handler[]) => void) {
    this.#adapt = adapt
  }

  execute(execution: Execution): ExecutionOutcome {
    return this.#run(execution, undefined).outcome
  }

  /** Runs the code of a public transaction on an ordinary state; what goes before and after it is the caller's matter. */
  executeOrdinary(
    execution: Execution,
    terms: OrdinaryTerms,
  ): { readonly outcome: ExecutionOutcome; readonly remainder: OrdinaryRemainder } {
    const { outcome, machine } = this.#run(execution, terms)
    const { gasLeft, refund, destroyed } = machine
    return { outcome, remainder: { gasLeft, refund: BigInt(refund), destroyed: [...destroyed] } }
  }

  #run(execution: Execution, terms: OrdinaryTerms | undefined): { outcome: ExecutionOutcome; machine: Machine } {
    const { table, create, idle } = this.#machines(execution.environment.fork)
    const machine = idle.pop() ?? create()
    try {
      return { outcome: run(machine, table, execution, terms), machine }
    } finally {
      machine.rest()
      idle.push(machine)
    }
  }

  #machines(fork: HardforkName): ForkMachines {
    const known = this.#forks.get(fork)
    if (known !== undefined) return known
    const rules = createForkRules(fork)
    const table = instructionTable(rules, this.#adapt)
    const made = { table, create: () => new Machine(rules, this.#tables), idle: [] }
    this.#forks.set(fork, made)
    return made
  }
}

function run(
  machine: Machine,
  table: InstructionTable,
  execution: Execution,
  terms: OrdinaryTerms | undefined,
): ExecutionOutcome {
  machine.prepare(execution, terms)
  try {
    begin(machine, execution)
    interpret(machine, table)
  } catch (error) {
    machine.abort()
    if (error instanceof ExecutionCapReached) return { kind: 'capped', output: EMPTY_BYTES, logs: [] }
    if (error instanceof InternalExecutionError) return { kind: 'internal', output: EMPTY_BYTES, logs: [] }
    throw error
  }
  const { kind, output } = machine
  if (kind === 'success') return { kind, output, logs: machine.logs.slice() }
  return { kind, output: kind === 'revert' ? output : EMPTY_BYTES, logs: [] }
}

function begin(machine: Machine, { kind, data }: Execution): void {
  const { origin: caller, target: account } = machine
  const gas = machine.terms?.gas ?? PRIVATE_EXECUTION_GAS
  const value = machine.terms?.value ?? 0n
  if (kind === 'create') beginCreation(machine, { depth: 0, caller, account, value, data, gas })
  else {
    beginCall(machine, { depth: 0, caller, account, codeOf: account, value, moved: value, data, gas, isStatic: false })
  }
}
