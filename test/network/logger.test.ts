import { expect, it } from 'vitest'
import { createNetwork } from '../../src/index.ts'
import { type Line, keepingLogger } from './keepingLogger.ts'

it('nodes and enclaves log what they do, each under its name', async () => {
  const logger = keepingLogger()
  await using network = await createNetwork({ nodes: ['alice', 'bob'], logger })
  const group = await network.node('alice').createGroup({ members: ['alice'] })
  await group.send({ to: '0x00000000000000000000000000000000000000aa', data: '0x', check: false })
  await group.add('bob')
  const said = (level: string, message: string): Line['fields'][] =>
    logger.lines.filter((line) => line.level === level && line.message === message).map(({ fields }) => fields)
  expect(said('info', 'replaying a history')).toMatchObject([{ node: 'bob', group: group.id, transactions: 3 }])
  expect(said('info', 'replayed a history')).toMatchObject([
    { node: 'bob', group: group.id, transactions: 3, blocks: 3 },
  ])
  expect(said('debug', 'imported a block').filter(({ node }) => node === 'alice')).toHaveLength(
    Number(network.head.number),
  )
  expect(said('debug', 'took a private transaction').length).toBeGreaterThan(2)
  expect(said('debug', 'stored a payload')).toContainEqual(expect.objectContaining({ enclave: 'alice' }))
  const [notFound] = logger.lines.filter(({ message }) => message.startsWith('PrivacyGroupNotFound'))
  expect(notFound).toMatchObject({ level: 'debug', fields: { node: 'alice', group: group.id } })
})

it('refusals are logged: transactions for those who look closely, blocks for operators', async () => {
  const logger = keepingLogger()
  await using network = await createNetwork({ nodes: ['alice', 'bob'], logger })
  network.setMinGasPrice(1000n)
  const [alice, bob] = [network.node('alice'), network.node('bob')]
  await expect(alice.sendPublicTransaction({ to: bob.address })).rejects.toThrow()
  expect(logger.lines).toContainEqual(
    expect.objectContaining({ level: 'debug', message: 'the pool refused a transaction' }),
  )
  await expect(bob.sendPrivateTransaction('0x00')).rejects.toThrow()
  expect(logger.lines).toContainEqual(
    expect.objectContaining({ level: 'debug', message: 'refused a private transaction' }),
  )
  expect(logger.lines.filter(({ level }) => level === 'warn')).toEqual([])
})
