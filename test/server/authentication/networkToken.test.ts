import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type TokenOptions, createNetwork } from '../../../src/index.ts'
import { temporaryFolder } from '../../storage/temporaryFolder.ts'
import { WsClient } from '../WsClient.ts'
import { ask, request, unauthorized } from './ask.ts'
import { GOOD, NOW, curve, forge, pemOf, rsa } from './forge.ts'

const claimsOf = (token: string): unknown => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

describe('network.token()', () => {
  it('is taken by all servers of the network, for what it permits and as long as it is valid', async () => {
    let now = NOW
    await using network = await createNetwork({ nodes: ['alice', 'bob'] })
    await network.listen({ authentication: true, tokenTime: () => now })
    const all = await network.token()
    const some = await network.token({ permissions: ['eth:chainId'], expiresIn: 10, enclaveKey: 'key', username: 'u' })
    expect(claimsOf(all)).toEqual({ permissions: ['*:*'], exp: NOW + 3600 })
    expect(claimsOf(some)).toEqual({
      permissions: ['eth:chainId'],
      username: 'u',
      privacyPublicKey: 'key',
      exp: NOW + 10,
    })
    for (const { url, wsUrl } of network.nodes) {
      expect((await ask(url, 'eth_blockNumber', all)).status).toBe(200)
      expect((await ask(url, 'eth_chainId', some)).status).toBe(200)
      expect((await ask(url, 'eth_blockNumber', some)).status).toBe(401)
      const client = await WsClient.open(wsUrl ?? '', { headers: { authorization: `Bearer ${some}` } })
      expect(await client.ask(request('eth_chainId'))).toContain('0x539')
      now = NOW + 10
      expect(JSON.parse(await client.ask(request('eth_chainId')))).toEqual(unauthorized(7))
      now = NOW
      client.close()
    }
    expect((await ask(network.node('alice').url, 'eth_chainId')).status).toBe(401)
    expect((await ask(network.node('alice').url, 'eth_chainId', forge(GOOD))).status).toBe(401)
    expect((await ask(network.node('alice').url, 'eth_chainId', await network.token({ expiresIn: 0 }))).status).toBe(
      401,
    )
  })

  it('is the same for the same seed and time, and worth nothing to a network of another seed', async () => {
    const tokens: string[] = []
    for (const seed of ['one', 'one', 'two']) {
      await using network = await createNetwork({ nodes: ['alice'], seed })
      await network.listen({ authentication: true, tokenTime: () => NOW })
      tokens.push(await network.token())
      const { url } = network.node('alice')
      expect((await ask(url, 'eth_chainId', tokens.at(-1))).status).toBe(200)
      if (seed === 'two') expect((await ask(url, 'eth_chainId', tokens[0])).status).toBe(401)
    }
    expect(tokens[1]).toBe(tokens[0])
    expect(tokens[2]).not.toBe(tokens[0])
  })

  it('takes nothing from the network’s sequence of random bytes, and needs no servers', async () => {
    const ids: string[] = []
    for (const asks of [false, true]) {
      await using network = await createNetwork()
      if (asks) expect(await network.token({ expiresIn: 60 })).toMatch(/^ey/)
      ids.push((await network.node('alice').createGroup({ members: ['alice', 'bob'] })).id)
    }
    expect(ids[1]).toBe(ids[0])
  })

  it.each<[TokenOptions, RegExp]>([
    [{ permissions: '*:*' as never }, /permissions must be a list/],
    [{ permissions: [1 as never] }, /permissions must be a list/],
    [{ expiresIn: Number.NaN }, /expiresIn must be a number of seconds/],
    [{ enclaveKey: 1 as never }, /enclaveKey must be text/],
  ])('%j is refused', async (options, text) => {
    await using network = await createNetwork({ nodes: ['alice'] })
    await expect(network.token(options)).rejects.toThrow(text)
    await expect(network.token(options)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it('is refused while the servers take only tokens of others, which they do exclusively', async () => {
    const publicKeyFile = join(await temporaryFolder(), 'key.pem')
    await writeFile(publicKeyFile, pemOf(rsa))
    await using network = await createNetwork({ nodes: ['alice'] })
    const token = await network.token()
    const servers = await network.listen({ authentication: { publicKeyFile } })
    await expect(network.token()).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    expect((await ask(network.node('alice').url, 'eth_chainId', token)).status).toBe(401)
    await servers.close()
    const again = await network.listen({ authentication: { publicKeyFile }, ws: { authentication: true } })
    const client = await WsClient.open(network.node('alice').wsUrl ?? '', {
      headers: { authorization: `Bearer ${await network.token()}` },
    })
    expect(await client.ask(request('eth_chainId'))).toContain('0x539')
    client.close()
    await again.close()
    expect(await network.token()).toMatch(/^ey/)
  })

  it('its key is nobody else’s of the same kind', async () => {
    await using network = await createNetwork({ nodes: ['alice'] })
    await network.listen({ authentication: true })
    const other = forge({ permissions: ['*:*'], exp: 4e9 }, curve('P-256').privateKey, { alg: 'ES256' })
    expect((await ask(network.node('alice').url, 'eth_chainId', other)).status).toBe(401)
  })
})

describe('development methods', () => {
  const isThere = async (url: string | undefined, method: string, token?: string): Promise<boolean> =>
    !JSON.stringify((await ask(url, method, token)).body).includes('-32604')

  it.each(['evm_snapshot', 'hardhat_metadata', 'anvil_dumpState'])(
    '%s is off when callers need tokens anywhere, and on when it is asked for',
    async (method) => {
      await using network = await createNetwork({ nodes: ['alice'] })
      const alice = network.node('alice')
      await using open = await network.listen()
      expect(await isThere(alice.url, method)).toBe(true)
      await open.close()
      await using half = await network.listen({ ws: { authentication: true } })
      expect(await isThere(alice.url, method)).toBe(false)
      await half.close()
      const apis = ['EVM', 'HARDHAT', 'ANVIL', 'COTERIE']
      await network.listen({ authentication: true, http: { apis } })
      expect(await isThere(alice.url, method, await network.token())).toBe(true)
      expect((await ask(alice.url, method, await network.token({ permissions: ['eth:*'] }))).status).toBe(401)
    },
  )

  it('the provider of a node needs no token and has all methods', async () => {
    await using network = await createNetwork({ nodes: ['alice'] })
    await network.listen({ authentication: true })
    expect(await network.node('alice').provider.request({ method: 'eth_chainId' })).toBe('0x539')
    expect(await network.node('alice').provider.request({ method: 'evm_snapshot' })).toBeDefined()
  })
})
