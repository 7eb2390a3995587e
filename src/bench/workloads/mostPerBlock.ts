import type { WorkloadKind } from './workloadKinds.ts'

/** What the size of blocks depends on. */
export interface BlockLimits {
  readonly workload: WorkloadKind
  /** Private transactions of the history. */
  readonly n: number
  /** Accounts that sign. */
  readonly accounts: number
}

/**
 * Kinds in which no account signs twice in a block: an inner call that fails undoes the sender's nonce, too, and what nonce is next
 * is known when the block has been executed.
 */
const SIGNED_ONCE: ReadonlySet<WorkloadKind> = new Set(['reverts', 'mix'])

/** Markers that a block of the workload can have at most. */
export function mostPerBlock({ workload, n, accounts }: BlockLimits): number {
  if (workload === 'churn') return churnEvery(n)
  return SIGNED_ONCE.has(workload) ? Math.min(n, accounts) : n
}

/**
 * Transactions after which a member leaves and returns: at most 20 times, since each return carries the whole history.
 * @param n transactions of the workload.
 */
export function churnEvery(n: number): number {
  return Math.max(Math.ceil(n / 20), Math.min(50, Math.ceil(n / 2)))
}

/** Why blocks cannot be so large, with the most that is possible; `undefined` when they can. */
export function tooManyPerBlock(limits: BlockLimits, perBlock: number): string | undefined {
  const { workload, n } = limits
  const most = mostPerBlock(limits)
  if (perBlock <= most) return undefined
  const instead = `use --per-block ${most} at most`
  if (workload === 'churn') {
    const why = `a member leaves and returns after every ${most} transactions, which ends a block`
    return `churn with --n ${n} has no blocks of ${perBlock}: ${why}; ${instead}, or --n ${leastChurn(perBlock)} or more`
  }
  if (perBlock > n) return `--per-block ${perBlock} needs at least --n ${perBlock}: ${instead}`
  return `--per-block ${perBlock} needs at least ${perBlock} accounts with ${workload}, which sign once in a block: ${instead}`
}

/** The shortest history of churn in which so many transactions lie between two changes of membership. */
function leastChurn(perBlock: number): number {
  return perBlock <= 50 ? 2 * perBlock - 1 : 20 * (perBlock - 1) + 1
}
