/** Blocks that are made here are what the library makes of the same header and transactions. */
import { createBlock, createBlockFromRLP } from '@ethereumjs/block'
import { expect, it } from 'vitest'
import { createCommon, isAtLeast } from '../../src/chain/hardfork.ts'
import { toHex } from '../../src/primitives/bytes.ts'
import { COINBASE, FORKS, OTHER_KEY, SENDER, forkConfig, installing, make, openChain, transaction } from './chains.ts'

it.each(FORKS)('gives the hash and the bytes of the library: %s', async (fork, config) => {
  const chain = await openChain(forkConfig(config))
  const special = {
    extraData: Uint8Array.of(1, 2, 3),
    mixHash: new Uint8Array(32).fill(7),
    difficulty: 300n,
  }
  const [berlin = false, london = false, shanghai = false] = (['berlin', 'london', 'shanghai'] as const).map((other) =>
    isAtLeast(fork, other),
  )
  const calls = [
    transaction({ fork, value: 1n, data: Uint8Array.of(1, 0, 2) }),
    transaction({ fork, unprotected: true, nonce: 1n }),
  ]
  const others = [
    transaction({ fork, nonce: 2n, to: null, data: installing('00') }),
    ...(berlin ? [transaction({ fork, nonce: 3n, accessList: [] })] : []),
    ...(london ? [transaction({ fork, key: OTHER_KEY, to: SENDER, fees: { max: 5n, priority: 2n } })] : []),
  ]
  for (const [transactions, template] of [
    [[], {}],
    [calls, special],
    [others, {}],
  ] as const) {
    const block = await make(chain, transactions, template)
    expect([block.fork, block.transactions.length]).toEqual([fork, transactions.length])
    expect(block.isPlain).toBe(!shanghai && transactions !== others)
    const options = { common: createCommon(fork, 1337n), skipConsensusFormatValidation: true }
    const read = createBlockFromRLP(block.rlp, options)
    const { header } = read
    expect(await read.transactionsTrieIsValid()).toBe(true)
    const made = createBlock(
      {
        header: { ...header },
        transactions: [...transactions],
        ...(read.withdrawals === undefined ? {} : { withdrawals: [] }),
      },
      options,
    )
    expect([toHex(read.hash()), toHex(made.hash())]).toEqual([toHex(block.hash), toHex(block.hash)])
    expect(toHex(made.serialize())).toBe(toHex(block.rlp))
    expect(toHex(header.coinbase.bytes)).toBe(toHex(COINBASE))
    if (transactions !== calls) continue
    expect([header.extraData, header.mixHash]).toEqual([special.extraData, special.mixHash])
    expect(header.difficulty).toBe(block.isPlain ? special.difficulty : 0n)
  }
})
