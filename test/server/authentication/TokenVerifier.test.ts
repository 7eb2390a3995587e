import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ANONYMOUS } from '../../../src/rpc/Call.ts'
import type { JwtAlgorithm } from '../../../src/server/authentication/jwtAlgorithms.ts'
import { TokenVerifier } from '../../../src/server/authentication/TokenVerifier.ts'
import { GOOD, NOW, type Pair, curve, forge, rsa } from './forge.ts'

const verifier = ({ publicKey }: Pair = rsa, algorithm: JwtAlgorithm = 'RS256'): TokenVerifier =>
  new TokenVerifier({ publicKey, algorithm }, () => NOW)

describe('claims that name a tenant (spec 04 §2.2)', () => {
  it.each([
    [{}, undefined],
    [{ privacyPublicKey: 'a' }, 'a'],
    [{ privacyUserId: 'b' }, 'b'],
    [{ privacyPublicKey: 'a', privacyUserId: 'b' }, 'b'],
    [{ privacyPublicKey: 'a', privacyUserId: null }, 'a'],
    [{ privacyPublicKey: 1 }, undefined],
    [{ privacyPublicKey: ['a'] }, undefined],
    [{ privacyPublicKey: ' a\n' }, ' a\n'],
    [{ PrivacyPublicKey: 'a' }, undefined],
  ])('%j: %s', async (claims, enclaveKey) => {
    expect(await verifier().callerOf(forge({ ...GOOD, ...claims }))).toEqual({
      enclaveKey,
      authenticated: true,
      permissions: ['*:*'],
    })
  })
})

it('no text that is not signed stands for anybody', async () => {
  const pair = curve('P-256')
  const one = verifier(pair, 'ES256')
  const good = forge(GOOD, pair.privateKey, { alg: 'ES256' })
  const signed = good.lastIndexOf('.')
  const damaged = fc
    .tuple(fc.nat(signed - 1), fc.constantFrom(...'ABCabc019-_.= \u0000é'))
    .map(([at, character]) => good.slice(0, at) + character + good.slice(at + 1))
  const part = fc.oneof(
    fc.base64String(),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
  )
  const made = fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.'))
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, made, fc.string()), async (text) => {
      if (text !== good) expect(await one.callerOf(text)).toBe(ANONYMOUS)
    }),
    { numRuns: 500 },
  )
  expect(await one.callerOf('')).toBe(ANONYMOUS)
  expect((await one.callerOf(good)).authenticated).toBe(true)
})

it('any claims that are signed can be read', async () => {
  const pair = curve('P-256')
  const one = verifier(pair, 'ES256')
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), async (permissions, privacyPublicKey, exp) => {
      const token = forge({ permissions, privacyPublicKey, exp }, pair.privateKey, { alg: 'ES256' })
      const caller = await one.callerOf(token)
      const isValid = typeof exp === 'number' && exp > NOW
      expect(caller.authenticated).toBe(isValid)
      for (const permission of caller.permissions) expect(permission).toBeTypeOf('string')
    }),
    { numRuns: 100 },
  )
})

it('more tokens than are kept are all looked at rightly', async () => {
  const pair = curve('P-256')
  const one = verifier(pair, 'ES256')
  const tokens = Array.from({ length: 300 }, (_, i) => {
    return forge({ ...GOOD, privacyPublicKey: `${i}` }, pair.privateKey, { alg: 'ES256' })
  })
  for (let round = 0; round < 2; round++) {
    for (const [i, token] of tokens.entries()) expect((await one.callerOf(token)).enclaveKey).toBe(`${i}`)
  }
})

it('a service that has no key yet takes nothing', async () => {
  const none = new TokenVerifier({ publicKey: undefined, algorithm: 'RS256' }, () => NOW)
  expect(await none.callerOf(forge(GOOD))).toBe(ANONYMOUS)
})
