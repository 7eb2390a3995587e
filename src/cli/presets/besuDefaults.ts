import { EXAMPLES_GAS_LIMIT } from './quickstart.ts'
import type { Preset } from './Preset.ts'

/** `--preset none`: one node as Besu starts without options; nothing listens until it is told to. */
export const besuDefaults: Preset = {
  name: 'none',
  description: "one node with Besu's own defaults: no server, no private transactions",
  nodes: [{ name: 'node', member: true, httpPort: 8545, wsPort: 8546 }],
  accounts: [],
  memberBalance: '90000000000000000000000',
  genesis: {
    config: { chainId: 1337, londonBlock: 0, zeroBaseFee: true },
    gasLimit: EXAMPLES_GAS_LIMIT,
    difficulty: '0x1',
  },
  settings: {},
}
