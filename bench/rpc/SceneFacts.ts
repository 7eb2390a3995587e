import type { Hex } from '../../src/index.ts'

/** What a load generator in another process needs to know. */
export interface SceneFacts {
  /** URLs of the members' HTTP servers. */
  readonly urls: readonly string[]
  readonly groupId: string
  readonly token: Hex
  readonly holders: readonly Hex[]
  readonly markers: readonly Hex[]
  /** Signed transfers by sender, in order of nonce. */
  readonly transfers: readonly (readonly Hex[])[]
}

/** What is found when the load is over. */
export interface SceneEnd {
  /** The members' common root. */
  readonly root: Hex
  /** Peak resident memory of the process, MB. */
  readonly peakMb: number
}
