import { commonSettings } from './commonSettings.ts'
import type { Preset } from './Preset.ts'
import { EXAMPLES_GAS_LIMIT } from './quickstart.ts'
import { firstAccounts, secondAccounts, withAccounts } from './quickstartKeys.ts'

/** The quickstart of 2022 to 2024: other accounts, london without a base fee (spec 05 §11.2). */
export const quickstartV02: Preset = {
  name: 'quickstart-v0.2',
  description: 'the same with the accounts of quickstart 0.2 and the rules of london, chain 1337',
  nodes: withAccounts(secondAccounts.map(({ privateKey = '' }) => privateKey).filter((key) => key !== '')),
  accounts: [...secondAccounts, ...firstAccounts],
  memberBalance: '1000000000000000000000000000',
  genesis: {
    config: { chainId: 1337, londonBlock: 0, zeroBaseFee: true },
    nonce: '0x0',
    timestamp: '0x58ee40ba',
    gasLimit: EXAMPLES_GAS_LIMIT,
    difficulty: '0x1',
    mixHash: '0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365',
  },
  settings: commonSettings([
    'EEA',
    'WEB3',
    'ETH',
    'NET',
    'TRACE',
    'DEBUG',
    'ADMIN',
    'TXPOOL',
    'PRIV',
    'PERM',
    'IBFT',
    'QBFT',
  ]),
}
