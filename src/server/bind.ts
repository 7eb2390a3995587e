import type { AddressInfo, Server } from 'node:net'
import { CoterieError } from '../errors/CoterieError.ts'

/** Where a server is to listen, and for whom. */
export interface Address {
  readonly node: string
  readonly kind: 'HTTP' | 'WebSocket'
  readonly host: string
  /** 0: any free port. */
  readonly port: number
}

/** A host as URLs have it: addresses of version 6 with brackets. */
export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** Lets a server listen. @returns the port. @throws {CoterieError} `PORT_IN_USE`; `INVALID_OPTION` for a host or port that cannot be used. */
export function bind(server: Server, { node, kind, host, port }: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => {
      const details = { node, kind, host, port }
      const where = `node ${node}, ${kind} on ${hostInUrl(host)}:${port}`
      if (error.code === 'EADDRINUSE') {
        const text = `Port(s) '[${port}]' already in use. Check for other processes using the port(s). (${where})`
        reject(new CoterieError('PORT_IN_USE', text, { details, cause: error }))
      } else {
        const text = `${where}: the operating system refuses it (${error.code ?? error.message}); choose another host or port`
        reject(new CoterieError('INVALID_OPTION', text, { details, cause: error }))
      }
    }
    server.once('error', refuse)
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', refuse)
      // What fails later is one connection that cannot be accepted, for instance because there are no file descriptors left.
      server.on('error', () => undefined)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
