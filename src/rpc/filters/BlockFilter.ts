import type { PublicBlock } from '../../chain/PublicBlock.ts'
import { data } from '../results/scalars.ts'
import { CollectingFilter } from './CollectingFilter.ts'

/** Collects the hashes of imported blocks. */
export class BlockFilter extends CollectingFilter {
  blockImported({ hash }: PublicBlock): void {
    this.collect(data(hash))
  }
}
