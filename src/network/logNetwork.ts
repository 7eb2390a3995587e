import { type Logger, silentLogger } from '../primitives/Logger.ts'
import type { Network } from './Network.ts'

/** Logs what concerns a network as a whole; its nodes log for themselves. */
export function logNetwork(network: Network, logger: Logger): void {
  if (logger === silentLogger) return
  for (const { name, enclaveKeys, context } of network.nodes) {
    if (context.multiTenancy === undefined) continue
    logger.info('a node has tenants', { node: name, tenants: enclaveKeys.length, rules: context.multiTenancy })
  }
  network.on('block', ({ number, hash }) => logger.debug('block', { block: number.toString(), hash }))
  network.on('transaction', ({ hash }) => logger.debug('the pool took a transaction', { hash }))
  network.on('dropped', ({ hash }) => logger.debug('the pool lost a transaction', { hash }))
  network.on('warning', (warning) => logger.warn(warning))
  network.on('divergence', ({ group, marker, blockNumber, roots }) =>
    logger.warn('nodes diverge', { group, marker, block: blockNumber?.toString(), roots }),
  )
}
