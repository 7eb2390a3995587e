import { BESU_JOIN, type JoinSettings } from '../replay/join/JoinSettings.ts'
import type { NetworkOptions } from './options.ts'

/** Options that the chosen way to join does not use, one line each. */
export function uselessJoinOptions({ join, joinCheck, checkpointEvery }: NetworkOptions): readonly string[] {
  const strategy = join ?? BESU_JOIN.strategy
  const warnings: string[] = []
  if (joinCheck !== undefined && strategy !== 'replay-final') {
    warnings.push(`joinCheck is ignored: it is for join: 'replay-final', and join is '${strategy}'`)
  }
  if (checkpointEvery !== undefined && strategy !== 'snapshot') {
    warnings.push(`checkpointEvery is ignored: it is for join: 'snapshot', and join is '${strategy}'`)
  }
  return warnings
}

/** How the nodes of a network make histories their own. */
export function joinSettings({ join, joinCheck, checkpointEvery }: NetworkOptions): JoinSettings {
  return {
    strategy: join ?? BESU_JOIN.strategy,
    check: joinCheck ?? BESU_JOIN.check,
    checkpointEvery: checkpointEvery ?? BESU_JOIN.checkpointEvery,
  }
}
