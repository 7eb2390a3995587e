import type { Answer } from './answer.ts'

/** How far a node is behind. */
export interface Health {
  /** Blocks between the node and the highest one of its network. */
  readonly blocksBehind: () => bigint
}

const NUMBER = /^[+-]?[0-9]{1,18}$/
const DEFAULT_BEHIND = '2'

/** The answer of `/liveness`. */
export function liveness(): Answer {
  return healthAnswer(true)
}

/**
 * The answer of `/readiness` (spec 03 §2.5). A node of a simulated network has no peer-to-peer connections, so `minPeers` must be a
 * number and has no other effect; `maxBlocksBehind` counts, for a node that is behind.
 */
export function readiness(query: URLSearchParams, { blocksBehind }: Health): Answer {
  const minPeers = query.get('minPeers') ?? '1'
  const allowed = query.get('maxBlocksBehind') ?? DEFAULT_BEHIND
  if (!NUMBER.test(minPeers) || !NUMBER.test(allowed)) return healthAnswer(false)
  const behind = blocksBehind()
  return healthAnswer(behind === 0n || behind <= BigInt(Number(allowed)))
}

function healthAnswer(up: boolean): Answer {
  return { status: up ? 200 : 503, body: `{\n  "status" : "${up ? 'UP' : 'DOWN'}"\n}` }
}
