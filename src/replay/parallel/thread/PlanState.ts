import { equalBytes } from '../../../primitives/bytes.ts'
import type { StateRoot } from '../../../primitives/identifiers.ts'
import { smallCopy } from '../../../primitives/smallBytes.ts'
import type { AccountChange } from '../../../state/account.ts'
import type { ExecutableState } from '../../../state/ExecutableState.ts'
import type { WorldState } from '../../../state/WorldState.ts'
import type { ExecutedBlock, Hashed, HashedOutcome, UnhashedOutcome } from '../messages/ExecutedBlock.ts'
import { FlatState } from './FlatState.ts'

/** The state that a plan is executed on, and what is to be told of it. */
export interface PlanState {
  readonly world: ExecutableState
  /** Bytes that it takes in memory, approximately. */
  readonly memory: number
  /** A transaction has been executed. @param recorded root after it. @returns whether the state may be that one. */
  executed(recorded: Uint8Array): boolean
  /** What the transactions since the last call have made of it. */
  take(): ExecutedBlock['outcome']
}

/** A state that the thread hashes: it has the recorded roots. */
export class HashedPlanState implements PlanState {
  readonly world: WorldState
  #roots: StateRoot[] = []

  constructor(world: WorldState) {
    this.world = world
  }

  get memory(): number {
    return this.world.memory
  }

  executed(recorded: Uint8Array): boolean {
    const root = this.world.root()
    this.#roots.push(root)
    return equalBytes(root, recorded)
  }

  take(): HashedOutcome {
    const [roots, nodes, codes, preimages]: [StateRoot[], Hashed[], Hashed[], Hashed[]] = [this.#roots, [], [], []]
    this.#roots = []
    this.world.collect({
      putNode: (hash, encoded) => nodes.push([smallCopy(hash), smallCopy(encoded)]),
      putCode: (hash, code) => codes.push([hash, code]),
      putPreimage: (hash, preimage) => preimages.push([hash, preimage]),
    })
    return { kind: 'hashed', roots, nodes, codes, preimages }
  }
}

/** A state that somebody else hashes. */
export class UnhashedPlanState implements PlanState {
  readonly world: FlatState
  readonly #base: WorldState
  #changes: AccountChange[][] = []

  /** @param base the state to begin with; nobody changes it. */
  constructor(base: WorldState) {
    this.#base = base
    this.world = new FlatState(base)
  }

  get memory(): number {
    return this.#base.memory + this.world.memory
  }

  executed(): boolean {
    this.#changes.push(this.world.takeApplied())
    return true
  }

  take(): UnhashedOutcome {
    const changes = this.#changes
    this.#changes = []
    return { kind: 'unhashed', changes }
  }
}
