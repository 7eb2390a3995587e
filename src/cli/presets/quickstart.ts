import { commonSettings } from './commonSettings.ts'
import type { Preset } from './Preset.ts'
import { firstAccounts, secondAccounts, withAccounts } from './quickstartKeys.ts'

/**
 * More than the quickstart's own block gas limit of 16,234,336, because published examples send transactions with gas limits
 * of up to 268,435,455 (spec 05 §6.4).
 */
export const EXAMPLES_GAS_LIMIT = '0x20000000'

/** The network that the examples of web3js-quorum expect (spec 05 §11.1). */
export const quickstart: Preset = {
  name: 'quickstart',
  description: 'three members and an RPC node with the keys and ports of the Quorum developer quickstart, chain 1337',
  nodes: withAccounts([
    ...firstAccounts.map(({ privateKey = '' }) => privateKey),
    '7fd74d74209b7dd06a556b5745f9f4aa85b0ac54ee72bd0969929096210a666a',
  ]),
  accounts: [...firstAccounts, ...secondAccounts].map((account, index) =>
    index === 0 ? { ...account, balance: '200000000000000000000' } : account,
  ),
  memberBalance: '90000000000000000000000',
  genesis: {
    config: { chainId: 1337, constantinopleFixBlock: 0 },
    nonce: '0x0',
    timestamp: '0x58ee40ba',
    gasLimit: EXAMPLES_GAS_LIMIT,
    difficulty: '0x1',
    mixHash: '0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365',
  },
  settings: commonSettings(['EEA', 'WEB3', 'ETH', 'NET', 'PRIV', 'PERM', 'IBFT']),
}
