import { equalBytes } from '../../primitives/bytes.ts'
import type { FilterParameter } from '../parameters/filterParameter.ts'

/** The parts of a filter that look at the log itself. */
export type LogCriteria = Pick<FilterParameter, 'addresses' | 'topics'>

/**
 * Whether a log has one of the addresses (none: any) and at every position one of the topics. A wildcard wants a topic at its
 * position too; no alternatives match nothing (spec 03 §5.2).
 */
export function matchesFilter(
  { addresses, topics }: LogCriteria,
  log: { readonly address: Uint8Array; readonly topics: readonly Uint8Array[] },
): boolean {
  if (addresses.length > 0 && !addresses.some((address) => equalBytes(address, log.address))) return false
  return topics.every((alternatives, position) => {
    const found = log.topics[position]
    return found !== undefined && alternatives.some((topic) => topic === undefined || equalBytes(topic, found))
  })
}
