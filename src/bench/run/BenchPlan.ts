import { CoterieError } from '../../errors/CoterieError.ts'
import type { WorkloadParameters } from '../workloads/WorkloadParameters.ts'
import type { Contender, Crypto, Join, Senders } from './Contender.ts'

/** A contender with the circumstances that it runs under. */
export interface Variant {
  readonly contender: Contender
  readonly senders: Senders
  readonly crypto: Crypto
  readonly join: Join
}

/** What is replayed: a workload, or a recording of Besu by the path of its file. */
export type Subject = WorkloadParameters | { readonly recording: string }

/** A subject with those who replay it. */
export interface BenchItem {
  readonly subject: Subject
  readonly variants: readonly Variant[]
}

/** What is to be measured. */
export interface BenchPlan {
  readonly items: readonly BenchItem[]
  /** Runs of each contender that count. */
  readonly repeats: number
  /** Transactions of the warm-up in each process; 0: none. */
  readonly warmUp: number
  /** Whether one more run of each contender finds out where the time goes. */
  readonly costs: boolean
  /** Folder of recorded histories. */
  readonly cache: string
}

/** All combinations that contenders can take part in. @throws {CoterieError} `INVALID_OPTION` when there is none. */
export function variantsOf(
  contenders: readonly Contender[],
  senders: readonly Senders[],
  crypto: readonly Crypto[],
): Variant[] {
  const variants = contenders.flatMap((contender) =>
    senders
      .filter((kind) => contender.senders.includes(kind))
      .flatMap((kind) =>
        crypto
          .filter((backend) => contender.crypto.includes(backend))
          .map((backend): Variant => ({ contender, senders: kind, crypto: backend, join: 'replay' })),
      ),
  )
  if (variants.length > 0) return variants
  throw new CoterieError('INVALID_OPTION', 'no contender can do that: choose other senders or crypto')
}
