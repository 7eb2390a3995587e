import { commonSettings } from './commonSettings.ts'
import type { Preset } from './Preset.ts'
import { EXAMPLES_GAS_LIMIT } from './quickstart.ts'
import { firstAccounts, quickstartNodes } from './quickstartKeys.ts'

/** One node on the ports of a development chain, with the newest rules. */
export const solo: Preset = {
  name: 'solo',
  description: 'one node on ports 8545 and 8546 with the rules of cancun, chain 1337',
  nodes: quickstartNodes.slice(0, 1).map((node) => ({
    ...node,
    httpPort: 8545,
    wsPort: 8546,
    privateKey: firstAccounts[0]?.privateKey ?? '',
  })),
  accounts: firstAccounts,
  memberBalance: '90000000000000000000000',
  genesis: {
    config: { chainId: 1337, londonBlock: 0, shanghaiTime: 0, cancunTime: 0, zeroBaseFee: true },
    gasLimit: EXAMPLES_GAS_LIMIT,
    difficulty: '0x1',
  },
  settings: commonSettings(['ETH', 'NET', 'WEB3', 'EEA', 'PRIV', 'ADMIN']),
}
