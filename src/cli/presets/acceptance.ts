import { commonSettings } from './commonSettings.ts'
import type { Preset } from './Preset.ts'
import { firstAccounts } from './quickstartKeys.ts'

const EC_PREFIX = 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE'

/** Names and enclave keys of Besu's acceptance tests (spec 05 §11.3). */
const members = [
  {
    name: 'alice',
    nacl: 'A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo=',
    ec: `${EC_PREFIX}S8nC4qT/KdoAoTSF3qs/47DUsDihyVbWiRjZAiyvqp9eSDkqV1RzlM+58oOwnpFRwvWNZM+AxMVxT+MvxdsqMA==`,
  },
  {
    name: 'bob',
    nacl: 'Ko2bVqD+nNlNYL5EE7y3IdOnviftjiizpjRt+HTuFBs=',
    ec: `${EC_PREFIX}XIgZqRA25V+3nN+Do6b5r0jiUunub6ubjPhqwHpPxP44uUYh9RKCQNRnsqCJ9PjeTnC8R3ieJk7HWAlycU1bug==`,
  },
  {
    name: 'charlie',
    nacl: 'k2zXEin4Ip/qBGlRkJejnGWdP9cjkK+DAvKNW31L2C8=',
    ec: `${EC_PREFIX}Fl85WnNPyzSEX+evc774xoqUQdjSnQMTE1uIyMOve+iVwjs6dUEUwz5teiKuUUf63a/qYe4n6SGnQ7HnmtDViQ==`,
  },
]

/** The network of Besu's own acceptance tests (spec 05 §11.3). */
export const acceptance: Preset = {
  name: 'acceptance',
  description:
    "alice, bob and charlie of Besu's acceptance tests: paid gas, markers signed by their accounts, chain 20211",
  nodes: members.map(({ name, nacl, ec }, index) => ({
    name,
    member: true,
    httpPort: 0,
    wsPort: 0,
    enclaveKey: { nacl: { publicKey: nacl }, ec: { publicKey: ec } },
    privateKey: firstAccounts[index]?.privateKey ?? '',
    markersByAccount: true,
  })),
  accounts: firstAccounts,
  memberBalance: '90000000000000000000000',
  genesis: {
    config: { chainId: 20211, londonBlock: 0, zeroBaseFee: true },
    nonce: '0x42',
    gasLimit: '0x1fffffffffffff',
    difficulty: '0x10000',
  },
  settings: {
    ...commonSettings(['ETH', 'NET', 'WEB3', 'EEA', 'PRIV', 'MINER', 'ADMIN']),
    minGasPrice: 1000n,
    besuVersion: '24.3',
  },
}
