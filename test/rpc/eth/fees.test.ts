import { expect, it } from 'vitest'
import { account, asking, openNetwork, walletOf } from './request.ts'

const genesis = (config: object = {}) => ({
  config: { chainId: 1337, londonBlock: 0, ...config },
  gasLimit: '0x1c9c380',
  alloc: { [account.address]: { balance: '0xd3c21bcecceda1000000' } },
})

it('gas costs nothing on a network without a base fee', async () => {
  await using network = await openNetwork()
  const ask = asking(network)
  expect(await ask('eth_gasPrice')).toBe('0x0')
  expect(await ask('eth_maxPriorityFeePerGas')).toBe('0x0')
})

it('the gas price is the median of the last blocks, and at least the next base fee', async () => {
  await using network = await openNetwork({ genesis: genesis({ zeroBaseFee: true }) })
  const ask = asking(network)
  for (const gasPrice of [5n, 7n, 9n]) {
    await network.node('alice').sendPublicTransaction({ to: account.address, gasPrice, gasLimit: 21_000n })
  }
  expect(await ask('eth_gasPrice')).toBe('0x7')
  await using other = await openNetwork({ genesis: genesis() })
  const next = (await asking(other)('eth_feeHistory', 1, 'latest')) as { baseFeePerGas: string[] }
  expect(await asking(other)('eth_gasPrice')).toBe(next.baseFeePerGas[1])
})

it('fee history', async () => {
  await using network = await openNetwork({ genesis: genesis() })
  const ask = asking(network)
  const wallet = walletOf(network)
  await wallet.sendTransaction({ to: account.address, maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 3n })
  await wallet.sendTransaction({ to: account.address, maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 5n })
  const history = (await ask('eth_feeHistory', '0x2', 'latest', [10, 90])) as Record<string, unknown[]>
  expect(Object.keys(history)).toEqual(['oldestBlock', 'baseFeePerGas', 'gasUsedRatio', 'reward'])
  expect(history['oldestBlock']).toBe('0x1')
  expect(history['baseFeePerGas']).toHaveLength(3)
  expect(history['gasUsedRatio']).toEqual([0.0007, 0.0007])
  expect(history['reward']).toEqual([
    ['0x3', '0x3'],
    ['0x5', '0x5'],
  ])
  expect(await ask('eth_maxPriorityFeePerGas')).toBe('0x5')
  expect(Object.keys((await ask('eth_feeHistory', 100, '0x1')) as object)).not.toContain('reward')
  await expect(ask('eth_feeHistory', 0, 'latest')).rejects.toMatchObject({ code: -32602 })
  await expect(ask('eth_feeHistory', 1, '0xff')).rejects.toMatchObject({ code: -32602 })
})
