import { CoterieError } from '../../errors/CoterieError.ts'

/** What the transactions of a workload do, with a sentence on each. */
export const workloadKinds = {
  erc20: 'ERC-20 transfers among the accounts',
  storage: 'writes 20 storage slots, half of them new',
  compute: 'hashes 400 times in a loop',
  deploys: 'deploys contracts: two of three by the transaction, one of three by a contract',
  events: 'emits 12 events',
  reverts: 'calls itself 4 times, each time to revert after a write',
  churn: 'ERC-20 transfers while another member is removed and added again',
  mix: 'all of these in turn, without churn',
} as const

/** Name of a kind of workload. */
export type WorkloadKind = keyof typeof workloadKinds

/** All kinds. */
export const WORKLOAD_KINDS = Object.keys(workloadKinds) as readonly WorkloadKind[]

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

/** @throws {CoterieError} `INVALID_OPTION` for a number out of range, or a kind that needs another one. */
export function requireParameters(parameters: WorkloadParameters): WorkloadParameters {
  for (const name of SWEPT_PARAMETERS) {
    const [least, most] = parameterRanges[name]
    const value = parameters[name]
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw new CoterieError('INVALID_OPTION', `${name} must be a whole number from ${least} to ${most}, not ${value}`)
    }
  }
  if (parameters.workload === 'churn' && parameters.members < 2) {
    throw new CoterieError('INVALID_OPTION', 'churn needs at least 2 members: one of them leaves and returns')
  }
  return parameters
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
