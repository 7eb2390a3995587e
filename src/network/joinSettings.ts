import { BESU_JOIN, type JoinSettings } from '../replay/join/JoinSettings.ts'
import type { NetworkOptions } from './options.ts'

/** How the nodes of a network make histories their own. */
export function joinSettings({ join, joinCheck, checkpointEvery }: NetworkOptions): JoinSettings {
  return {
    strategy: join ?? BESU_JOIN.strategy,
    check: joinCheck ?? BESU_JOIN.check,
    checkpointEvery: checkpointEvery ?? BESU_JOIN.checkpointEvery,
  }
}
