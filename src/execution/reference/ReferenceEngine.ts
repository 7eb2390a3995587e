import type { EVMResult } from '@ethereumjs/evm'
import { EVMError } from '@ethereumjs/evm'
import { createCommon } from '../../chain/hardfork.ts'
import { EMPTY_BYTES } from '../../primitives/bytes.ts'
import { toAddress } from '../../primitives/identifiers.ts'
import type { Engine, Execution, ExecutionOutcome } from '../engine.ts'
import type { ExecutionEnvironment } from '../environment.ts'
import { ExecutionCapReached, FrozenAccountError, InternalExecutionError } from '../executionErrors.ts'
import { PrivateEvm } from './PrivateEvm.ts'
import { PrivateStateManager } from './PrivateStateManager.ts'

interface Machine {
  readonly evm: PrivateEvm
  environment: ExecutionEnvironment | undefined
}

/** Executes private transactions with `@ethereumjs/evm`. Runs may overlap: each has a machine of its own while it lasts. */
export class ReferenceEngine implements Engine {
  readonly name = 'reference'
  readonly #idle = new Map<string, Machine[]>()
  readonly #prepare: ((evm: PrivateEvm) => void) | undefined

  /** @param prepare is given each machine before it is used. */
  constructor(prepare?: (evm: PrivateEvm) => void) {
    this.#prepare = prepare
  }

  async execute(execution: Execution): Promise<ExecutionOutcome> {
    const { fork, chainId } = execution.environment
    const idle = this.#machines(`${fork}:${chainId}`)
    const machine = idle.pop() ?? this.#create(execution.environment)
    machine.environment = execution.environment
    try {
      return outcomeOf(await machine.evm.run(execution))
    } catch (error) {
      return outcomeOfException(error)
    } finally {
      machine.environment = undefined
      idle.push(machine)
    }
  }

  #create(environment: ExecutionEnvironment): Machine {
    const machine = createMachine(environment)
    this.#prepare?.(machine.evm)
    return machine
  }

  #machines(rules: string): Machine[] {
    let machines = this.#idle.get(rules)
    if (machines === undefined) this.#idle.set(rules, (machines = []))
    return machines
  }
}

const ZERO_HASH = new Uint8Array(32)

function createMachine({ fork, chainId }: ExecutionEnvironment): Machine {
  const machine: { evm?: PrivateEvm; environment: ExecutionEnvironment | undefined } = { environment: undefined }
  const blockchain = {
    getBlock: async (number: number | Uint8Array) => {
      const hash = typeof number === 'number' ? machine.environment?.blockHash(BigInt(number)) : undefined
      return { hash: () => hash ?? ZERO_HASH }
    },
    putBlock: async () => undefined,
    shallowCopy: () => blockchain,
  }
  const evm = new PrivateEvm({
    common: createCommon(fork, chainId),
    stateManager: new PrivateStateManager(),
    blockchain,
  })
  return Object.assign(machine, { evm })
}

function outcomeOf({ execResult }: EVMResult): ExecutionOutcome {
  const { exceptionError, returnValue, logs } = execResult
  if (exceptionError === undefined) {
    return {
      kind: 'success',
      output: returnValue,
      logs: (logs ?? []).map(([address, topics, data]) => ({ address: toAddress(address), topics, data })),
    }
  }
  const reverted =
    exceptionError.error === EVMError.errorMessages.REVERT && !(exceptionError instanceof FrozenAccountError)
  return { kind: reverted ? 'revert' : 'halt', output: reverted ? returnValue : EMPTY_BYTES, logs: [] }
}

function outcomeOfException(error: unknown): ExecutionOutcome {
  if (error instanceof ExecutionCapReached) return { kind: 'capped', output: EMPTY_BYTES, logs: [] }
  if (error instanceof InternalExecutionError) return { kind: 'internal', output: EMPTY_BYTES, logs: [] }
  throw error
}
