import type { ApiGroup } from '../../rpc/apiGroups.ts'
import type { NodeSettings } from '../options/nodeOptions.ts'

/** Groups that are not Besu's, and those that a development chain is expected to have. */
const DEVELOPMENT: readonly ApiGroup[] = ['TXPOOL', 'MINER', 'DEBUG', 'TRACE', 'EVM', 'HARDHAT', 'ANVIL', 'COTERIE']

/** Pages of programs under development on this machine; pages from elsewhere must not read what is private here. */
const LOCAL_PAGES = 'https?://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]+)?'

/** What every preset sets: both servers with development methods, private transactions in flexible groups. */
export function commonSettings(apis: readonly ApiGroup[]): Partial<NodeSettings> {
  const groups = [...new Set([...apis, ...DEVELOPMENT])]
  return {
    rpcHttpEnabled: true,
    rpcWsEnabled: true,
    rpcHttpApi: groups,
    rpcWsApi: groups,
    rpcHttpCorsOrigins: [LOCAL_PAGES],
    privacyEnabled: true,
    privacyFlexibleGroupsEnabled: true,
    minGasPrice: 0n,
  }
}
