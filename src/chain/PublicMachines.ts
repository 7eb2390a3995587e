import type { HardforkName } from './hardfork.ts'
import { type PublicMachine, type PublicMachineOptions, publicMachine } from './publicMachine.ts'

/** A machine for each protocol version, made when it is first asked for. They share a state manager: one transaction at a time. */
export class PublicMachines {
  readonly #options: PublicMachineOptions
  readonly #machines = new Map<HardforkName, Promise<PublicMachine>>()

  constructor(options: PublicMachineOptions) {
    this.#options = options
  }

  of(fork: HardforkName): Promise<PublicMachine> {
    let machine = this.#machines.get(fork)
    if (machine === undefined) this.#machines.set(fork, (machine = publicMachine(fork, this.#options)))
    return machine
  }
}
