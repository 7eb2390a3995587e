import { describe, expect, test } from 'vitest'
import { fromBase64, toHex } from '../../src/primitives/bytes.ts'
import { toGroupId } from '../../src/primitives/identifiers.ts'
import { privateContractAddress } from '../../src/transaction/contractAddress.ts'
import { OWNER } from './vectors.ts'

describe('privateContractAddress', () => {
  test.each([
    ['DyAOiF/ynpc+JXa2YAGB0bCitSlOMNm+ShmB/7M6C4w=', 0n, '0xebf56429e6500e84442467292183d4d621359838'],
    ['DyAOiF/ynpc+JXa2YAGB0bCitSlOMNm+ShmB/7M6C4w=', 1n, '0x10f807f8a905da5bd319196da7523c6bd768690f'],
    ['95yIn/OYTZ1xN7SiBX1MdBJv9Bqk6Oq7fy+7XSaInyY=', 0n, '0xff206d21150a8da5b83629d8a722f3135ed532b1'],
    ['MjuFB4b9Hz+f8zvkWWasxZWRjHWXU4t7B2nOHo4mekA=', 0n, '0x3e5d325a03ad3ce5640502219833d30b89ce3ce1'],
    ['MjuFB4b9Hz+f8zvkWWasxZWRjHWXU4t7B2nOHo4mekA=', 1n, '0x5194e214fae257530710d18c868df7a295d9d53b'],
  ])('group %s, nonce %d', (group, nonce, address) => {
    expect(toHex(privateContractAddress(OWNER, nonce, toGroupId(fromBase64(group))))).toBe(address)
  })
})
