import { CoterieError } from '../errors/CoterieError.ts'
import type { ListenOptions } from '../network/RpcAccess.ts'

/** Ports of one node's servers; 0 is any free one, `undefined` no server. */
export interface NodePorts {
  readonly name: string
  readonly http: number | undefined
  readonly ws: number | undefined
}

/**
 * Ports of all nodes in their order.
 * @throws {CoterieError} `INVALID_OPTION` for an unknown node, a number that is no port, and a port that is given twice.
 */
export function nodePorts(names: readonly string[], nodes: ListenOptions['nodes'] = {}): readonly NodePorts[] {
  for (const name of Object.keys(nodes)) {
    if (!names.includes(name)) throw invalid(`nodes: no node is called ${name}; there are ${names.join(', ')}`)
  }
  const taken = new Set<number>()
  const portOf = (name: string, kind: 'httpPort' | 'wsPort'): number | undefined => {
    const port = (Object.hasOwn(nodes, name) ? nodes[name]?.[kind] : undefined) ?? 0
    if (port === false) return undefined
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw invalid(`nodes.${name}.${kind} must be a port from 1 to 65535, 0 for any free port, or false for no server`)
    }
    if (port !== 0 && taken.has(port)) {
      throw invalid(
        `Port number '${port}' has been specified multiple times. Please review the supplied configuration.`,
      )
    }
    taken.add(port)
    return port
  }
  return names.map((name) => ({ name, http: portOf(name, 'httpPort'), ws: portOf(name, 'wsPort') }))
}

function invalid(message: string): CoterieError {
  return new CoterieError('INVALID_OPTION', message)
}
