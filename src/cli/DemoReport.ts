import type { Hex } from '../primitives/bytes.ts'

/** One step of the story. */
export interface DemoStep {
  readonly title: string
  /** What happened, in a line. */
  readonly text: string
  /** Number of the public block after it. */
  readonly block: number
  /** Private state root of the group on each node after it, by node name; empty before there is a group. */
  readonly roots: Readonly<Record<string, Hex>>
}

/** A replay that the demo caused. */
export interface DemoReplay {
  readonly node: string
  readonly transactions: number
  /** Of the history blob. */
  readonly bytes: number
  readonly milliseconds: number
  /** Root after the last replayed transaction. */
  readonly root: string
}

/** What a node that is no member has of a group. */
export interface DemoOutsider {
  readonly node: string
  /** Number of its head. */
  readonly block: number
  readonly knowsGroup: boolean
  /** Code of the token there, hex; `null`: there is no such account. */
  readonly code: Hex | null
  /** What its enclave answers when asked for a payload of the group. */
  readonly enclave: string
}

/** What the demo did; the object that `coterie demo --json` prints. */
export interface DemoReport {
  readonly chainId: number
  /** `null`: everything was in memory. */
  readonly dataPath: string | null
  /** Group id, base64. */
  readonly group: string
  /** Address of the token in the group's private state. */
  readonly token: Hex
  readonly steps: readonly DemoStep[]
  readonly replays: readonly DemoReplay[]
  /** What carol had before she was a member. */
  readonly outsider: DemoOutsider
  /** The nodes at the end. Balances are what the node itself answers, in smallest units as decimal text, by holder. */
  readonly nodes: readonly {
    readonly name: string
    readonly block: number
    readonly root: Hex
    readonly balances: Readonly<Record<string, string | null>>
  }[]
  /** Whether all nodes have the same private state root. */
  readonly equal: boolean
  readonly milliseconds: number
}
