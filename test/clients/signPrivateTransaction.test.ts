import { type Hex, keccak256 } from 'viem'
import { expect, it } from 'vitest'
import { addParticipants, type Era } from './privateGroupScript.ts'
import { signPrivateTransaction } from './signPrivateTransaction.ts'
import { quickstart } from '../../src/cli/presets/quickstart.ts'

const LOCK = '0xf83d08ba'
const [key1 = '', key2 = '', key3 = ''] = quickstart.nodes.map(({ enclaveKey }) => enclaveKey?.nacl?.publicKey ?? '')
const add = (era: Era, ...members: string[]): Hex => addParticipants(era, members)

// Hashes of what the published client signs (spec 05 §4.1).
it.each([
  ['create, v1', 0, add('v1', key1, key2), '0x13e5ef604cb22122bcdab728cd1d83271f0d4e6ef0faabd531b663f8f19e7609'],
  ['lock', 1, LOCK, '0x0b908a264abdb9a63b74ac22ad733f438c688fc1142cc068ab9eb6107a773ed0'],
  ['add, v1', 2, add('v1', key3), '0x2f61124051888081e79c6b9dde4d456c0e9093fd5eff0eebb08f62a9a9b5e50e'],
  ['create, v2', 0, add('v2', key1, key2), '0x7977a9911162c98177737d95c356a292028fd343a113d5239c225c9624363367'],
  ['add, v2', 2, add('v2', key3), '0xec9381b584ad1d0724ff3c2f234048832fc33da61066afa18ee4a1074d5b02e7'],
] as const)('signs as web3js-quorum does: %s', async (_, nonce, data, hash) => {
  const raw = await signPrivateTransaction({
    nonce,
    to: '0x000000000000000000000000000000000000007c',
    data,
    chainId: 1337,
    privateFrom: key1,
    privacyGroupId: 'DyAOiF/ynpc+JXa2YAGB0bCitSlOMNm+ShmB/7M6C4w=',
    privateKey: `0x${quickstart.nodes[0]?.privateKey ?? ''}`,
  })
  expect(keccak256(raw)).toBe(hash)
})
