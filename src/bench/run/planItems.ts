import { CoterieError } from '../../errors/CoterieError.ts'
import {
  DEFAULT_PARAMETERS,
  SWEPT_PARAMETERS,
  type SweptParameter,
  type WorkloadParameters,
  requireParameters,
} from '../workloads/WorkloadParameters.ts'
import { WORKLOAD_KINDS, type WorkloadKind } from '../workloads/workloadKinds.ts'

/** Values of each parameter; those without a value have the default. */
export type Sweep = Readonly<Partial<Record<SweptParameter, readonly number[]>>> & {
  readonly workloads: readonly WorkloadKind[]
  readonly seed?: string
}

/** All combinations of the values, each once. @throws {CoterieError} `INVALID_OPTION` for a value out of range. */
export function sweep({ workloads, seed = DEFAULT_PARAMETERS.seed, ...values }: Sweep): WorkloadParameters[] {
  let combinations: WorkloadParameters[] = workloads.map((workload) => ({ ...DEFAULT_PARAMETERS, workload, seed }))
  for (const name of SWEPT_PARAMETERS) {
    const wanted = new Set(values[name] ?? [DEFAULT_PARAMETERS[name]])
    combinations = combinations.flatMap((one) => [...wanted].map((value) => ({ ...one, [name]: value })))
  }
  return combinations.map(requireParameters)
}

/** Kinds of workloads by name, each once; `all` stands for all. @throws {CoterieError} `INVALID_OPTION` for another name. */
export function workloadKindsNamed(names: readonly string[]): WorkloadKind[] {
  const kinds = names.flatMap((name) => {
    if (name === 'all') return [...WORKLOAD_KINDS]
    const kind = WORKLOAD_KINDS.find((known) => known === name)
    if (kind !== undefined) return [kind]
    throw new CoterieError(
      'INVALID_OPTION',
      `no workload is called ${name}; there are ${WORKLOAD_KINDS.join(', ')}, all`,
    )
  })
  return [...new Set(kinds)]
}
