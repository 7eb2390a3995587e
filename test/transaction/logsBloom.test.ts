import { Bloom } from '@ethereumjs/vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toAddress } from '../../src/primitives/identifiers.ts'
import { logsBloom } from '../../src/transaction/logsBloom.ts'
import { anyBytes, bytes } from './arbitraries.ts'

describe('logsBloom', () => {
  test('no logs', () => {
    expect(logsBloom([])).toEqual(new Uint8Array(256))
  })

  test('is the bloom of a public receipt', () => {
    const log = fc.record({
      address: bytes(20).map(toAddress),
      topics: fc.array(bytes(32), { maxLength: 4 }),
      data: anyBytes(20),
    })
    fc.assert(
      fc.property(fc.array(log, { maxLength: 6 }), (logs) => {
        const bloom = new Bloom()
        for (const { address, topics } of logs) for (const entry of [address, ...topics]) bloom.add(entry)
        expect(logsBloom(logs)).toEqual(bloom.bitvector)
      }),
    )
  })
})
