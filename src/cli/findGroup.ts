import { CoterieError } from '../errors/CoterieError.ts'
import type { Network } from '../network/Network.ts'
import { fromBase64, toHex } from '../primitives/bytes.ts'

/** Ids (base64) of all groups that a node of the network knows at its head, in order. */
export function groupsOf(network: Network): string[] {
  return [...new Set(network.nodes.flatMap((node) => node.groups()))].sort()
}

/**
 * The group that a text of the user means: its id in base64, url-safe base64 or hex, or the beginning of one of them that
 * fits no other group.
 * @returns the id, base64.
 * @throws {CoterieError} `GROUP_UNKNOWN` when it fits none, `INVALID_ARGUMENT` when it fits several.
 */
export function findGroup(network: Network, text: string, dataPath: string): string {
  const known = groupsOf(network)
  const fitting = known.filter((id) => text !== '' && spellings(id).some((spelling) => begins(spelling, text)))
  const [found, another] = fitting
  if (found !== undefined && another === undefined) return found
  if (found !== undefined) {
    throw new CoterieError('INVALID_ARGUMENT', `"${text}" fits ${fitting.length} groups; give more of the id`)
  }
  const advice = known.length === 0 ? 'it has none at all' : `see coterie groups --data-path '${dataPath}'`
  throw new CoterieError('GROUP_UNKNOWN', `no group of this network is or begins with "${text}"; ${advice}`)
}

interface Spelling {
  readonly text: string
  /** Hex is; base64 is not. */
  readonly anyCase: boolean
}

function spellings(id: string): Spelling[] {
  const hex = toHex(fromBase64(id))
  return [
    { text: id, anyCase: false },
    { text: id.replaceAll('+', '-').replaceAll('/', '_'), anyCase: false },
    { text: hex, anyCase: true },
    { text: hex.slice(2), anyCase: true },
  ]
}

const begins = ({ text, anyCase }: Spelling, beginning: string): boolean =>
  text.startsWith(anyCase ? beginning.toLowerCase() : beginning)
