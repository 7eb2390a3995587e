import type { NodeSettings } from '../options/nodeOptions.ts'
import type { ResolvedSettings } from '../options/resolveSettings.ts'

/** Options of one way to join have no effect on the others. @returns warnings, one line each. */
export function validateJoin({ settings, isGiven }: ResolvedSettings<NodeSettings>): string[] {
  const { join } = settings
  const warnings: string[] = []
  if (isGiven('joinCheck') && join !== 'replay-final') {
    warnings.push(`--join-check is ignored: it is for --join replay-final, and --join is ${join}`)
  }
  if (isGiven('checkpointEvery') && join !== 'snapshot') {
    warnings.push(`--checkpoint-every is ignored: it is for --join snapshot, and --join is ${join}`)
  }
  return warnings
}
