/** Groups of methods that a service can have. The last four are not Besu's: they hold development methods. */
export const API_GROUPS = [
  'ADMIN',
  'CLIQUE',
  'DEBUG',
  'EEA',
  'ENGINE',
  'ETH',
  'IBFT',
  'MINER',
  'NET',
  'PERM',
  'PLUGINS',
  'PRIV',
  'QBFT',
  'TRACE',
  'TXPOOL',
  'WEB3',
  'EVM',
  'HARDHAT',
  'ANVIL',
  'COTERIE',
] as const

/** One of {@link API_GROUPS}. */
export type ApiGroup = (typeof API_GROUPS)[number]

/** Groups that are not Besu's: who may call their methods can do anything with the network. */
export const DEVELOPMENT_GROUPS: readonly ApiGroup[] = ['EVM', 'HARDHAT', 'ANVIL', 'COTERIE']

/** Whether a text names a group; upper case only (spec 04 §10.2). */
export function isApiGroup(text: string): text is ApiGroup {
  return (API_GROUPS as readonly string[]).includes(text)
}
