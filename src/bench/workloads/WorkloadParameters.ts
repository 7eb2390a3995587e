import { CoterieError } from '../../errors/CoterieError.ts'
import { tooManyPerBlock } from './mostPerBlock.ts'
import type { WorkloadKind } from './workloadKinds.ts'

/** What a history is made of; equal parameters give the same bytes. */
export interface WorkloadParameters {
  readonly workload: WorkloadKind
  /** Private transactions of each group that are to be replayed, management transactions apart. */
  readonly n: number
  /** Markers in a block. */
  readonly perBlock: number
  /** Empty public blocks after each block with markers. */
  readonly gap: number
  /** Members of each group besides the newcomer. */
  readonly members: number
  /** Accounts of each private state, each with a token balance. */
  readonly accounts: number
  /** Bytes appended to the call data of each transaction. */
  readonly payload: number
  /** Groups that the newcomer joins at once. */
  readonly groups: number
  /** Nodes that join in the same block; each replays the whole history. */
  readonly joiners: number
  readonly seed: string
}

/** Parameters that nobody asked for. */
export const DEFAULT_PARAMETERS: WorkloadParameters = {
  workload: 'erc20',
  n: 1000,
  perBlock: 1,
  gap: 0,
  members: 2,
  accounts: 1000,
  payload: 0,
  groups: 1,
  joiners: 1,
  seed: 'bench',
}

/** The parameters that are numbers, with least and greatest values. */
export const parameterRanges = {
  n: [1, 10_000_000],
  perBlock: [1, 1000],
  gap: [0, 100_000],
  members: [1, 50],
  accounts: [1, 2_000_000],
  payload: [0, 100_000],
  groups: [1, 100],
  joiners: [1, 50],
} as const satisfies Partial<Record<keyof WorkloadParameters, readonly [number, number]>>

/** A parameter that can be swept. */
export type SweptParameter = keyof typeof parameterRanges

/** The parameters that can be swept. */
export const SWEPT_PARAMETERS = Object.keys(parameterRanges) as readonly SweptParameter[]

/** The option of the command line that gives a parameter. */
export function optionOf(name: SweptParameter): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** @throws {CoterieError} `INVALID_OPTION` for a number out of range, or one that another number or the kind does not allow. */
export function requireParameters(parameters: WorkloadParameters): WorkloadParameters {
  for (const name of SWEPT_PARAMETERS) {
    const [least, most] = parameterRanges[name]
    const value = parameters[name]
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      refuse(`${optionOf(name)} must be a whole number from ${least} to ${most}, not ${value}`)
    }
  }
  const { workload, members } = parameters
  if (workload === 'churn' && members < 2) {
    refuse('churn needs at least --members 2: one of them leaves and returns')
  }
  // A history whose blocks have less than its name says would be compared with others as what it is not.
  const problem = tooManyPerBlock(parameters, parameters.perBlock)
  if (problem !== undefined) refuse(problem)
  return parameters
}

function refuse(problem: string): never {
  throw new CoterieError('INVALID_OPTION', problem)
}

/** A name that tells the parameters; those with default values are left out, except kind and length. */
export function nameOf(parameters: WorkloadParameters): string {
  const parts: string[] = [parameters.workload, `n${parameters.n}`]
  for (const name of SWEPT_PARAMETERS) {
    if (name !== 'n' && parameters[name] !== DEFAULT_PARAMETERS[name]) parts.push(`${name}${parameters[name]}`)
  }
  if (parameters.seed !== DEFAULT_PARAMETERS.seed) parts.push(`seed=${parameters.seed}`)
  return parts.join('-')
}
