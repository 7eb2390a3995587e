import type { Network } from '../../../src/index.ts'

/** Waits until something has been sent, and mines a block with all that waits; for networks with manual mining. */
export function minedBy(network: Network): <T>(sent: Promise<T>) => Promise<T> {
  return async (sent) => {
    const result = await sent
    await network.mine()
    return result
  }
}
