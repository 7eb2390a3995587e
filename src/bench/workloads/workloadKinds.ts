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
