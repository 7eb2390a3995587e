import type { NodeExpectation } from './flowRecording.ts'

/** Long histories record only some deliveries, and nothing but groups, receipts and metadata there. */
export function isBrief({ headMap }: NodeExpectation): boolean {
  return headMap === undefined
}
