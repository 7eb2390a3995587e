/** What a node says to private transactions that it is given, and in which order it looks (spec 01 §8). */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Group } from '../../src/network/Group.ts'
import type { Network } from '../../src/network/Network.ts'
import type { NetworkNode } from '../../src/network/NetworkNode.ts'
import { MANAGEMENT_PROXY } from '../../src/primitives/addresses.ts'
import { type Hex, fromBase64, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { type EnclaveKey, toEnclaveKey } from '../../src/primitives/identifiers.ts'
import { encodeParticipants } from '../../src/transaction/participants.ts'
import { type UnsignedPrivateTransaction, encodePrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { signPrivateTransaction } from '../../src/transaction/privateTransactionSignature.ts'
import { LOCK, PROXY, founded, manualNetwork, mined } from './scenes.ts'

type Overrides = Partial<Omit<UnsignedPrivateTransaction, 'recipients'>> & {
  readonly group?: Uint8Array
  readonly privateFor?: readonly EnclaveKey[]
}

describe('submission', () => {
  let network: Network
  let alice: NetworkNode
  let bob: NetworkNode
  let carol: NetworkNode
  let group: Group
  let key: (node: NetworkNode) => EnclaveKey

  beforeAll(async () => {
    network = await manualNetwork()
    alice = network.node('alice')
    bob = network.node('bob')
    carol = network.node('carol')
    group = await founded(alice, network, ['alice', 'bob'])
    key = (node) => toEnclaveKey(fromBase64(node.enclaveKey))
  })

  function signed({ group: id, privateFor, ...overrides }: Overrides = {}): Hex {
    const unsigned: UnsignedPrivateTransaction = {
      nonce: 1n,
      gasPrice: 0n,
      gasLimit: 3_000_000n,
      to: undefined,
      value: 0n,
      payload: new Uint8Array(0),
      chainId: 1337n,
      privateFrom: key(alice),
      recipients:
        privateFor === undefined
          ? { kind: 'group', groupId: id ?? fromBase64(group.id) }
          : { kind: 'legacy', privateFor },
      restriction: 'restricted',
      ...overrides,
    }
    return toHex(encodePrivateTransaction(signPrivateTransaction(unsigned, fromHex(alice.account.privateKey))))
  }
  const add = (...keys: EnclaveKey[]) => ({ to: MANAGEMENT_PROXY, payload: encodeParticipants(keys, 'v2') })
  const other = (n: number): Uint8Array => new Uint8Array(32).fill(n)
  const answerTo = (attempt: Promise<unknown>): Promise<unknown> =>
    attempt.then(
      () => 'accepted',
      (error: { besu?: { name: string } }) => error.besu?.name ?? error,
    )
  const eea = (overrides: Overrides, node = alice): Promise<unknown> =>
    answerTo(node.sendPrivateTransaction(signed(overrides)))
  const distribute = (overrides: Overrides, node = alice): Promise<unknown> =>
    answerTo(node.distributePrivateTransaction(signed(overrides)))

  describe('eea_sendRawTransaction, each failure before the next', () => {
    it('decodes first', async () => {
      for (const raw of ['0x', '0x01', '0xc0', `${signed()}00`]) {
        expect(await answerTo(alice.sendPrivateTransaction(raw))).toBe('DECODE_ERROR')
      }
    })

    it('FP-106 then the restriction', async () => {
      expect(await eea({ restriction: 'unrestricted', value: 1n, group: other(1).subarray(1) })).toBe(
        'UNSUPPORTED_PRIVATE_TRANSACTION_TYPE',
      )
      expect(await eea({ restriction: 'unsupported' })).toBe('UNSUPPORTED_PRIVATE_TRANSACTION_TYPE')
    })

    it('then the length of the group id', async () => {
      expect(await eea({ group: other(1).subarray(1), value: 1n, chainId: 1n })).toBe('DECODE_ERROR')
    })

    it('FP-106 then value, chain id and nonce', async () => {
      expect(await eea({ value: 1n, chainId: 1n, nonce: 0n })).toBe('PRIVATE_VALUE_NOT_ZERO')
      expect(await eea({ chainId: 1n, nonce: 0n })).toBe('WRONG_CHAIN_ID')
      expect(await eea({ nonce: 0n, gasLimit: 1n })).toBe('PRIVATE_NONCE_TOO_LOW')
      expect(await eea({ nonce: 2n ** 63n })).toBe('PRIVATE_NONCE_TOO_LOW')
    })

    it('FP-101 then legacy recipients', async () => {
      expect(await eea({ privateFor: [key(bob)], value: 1n })).toBe('PRIVATE_VALUE_NOT_ZERO')
      expect(await eea({ privateFor: [key(bob)] })).toBe('FLEXIBLE_PRIVACY_GROUP_ID_NOT_AVAILABLE')
    })

    it('FP-103 FP-104 then whether the group exists and the node is a member', async () => {
      expect(await eea({ group: other(1), nonce: 0n })).toBe('FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST')
      expect(await eea({ group: other(1), nonce: 0n, ...add(key(bob)) })).toBe('FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST')
      expect(await eea({}, carol)).toBe('FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST')
      expect(await eea({ group: other(1), nonce: 0n, ...add(key(alice)), to: undefined })).toBe(
        'FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST',
      )
    })

    it('FP-111b FP-111c a list that decodes to nothing names nobody', async () => {
      const mixed = add(key(alice), toEnclaveKey(new Uint8Array(91).fill(4)))
      expect(await eea({ group: other(1), nonce: 0n, ...mixed })).toBe('FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST')
      const short = { to: MANAGEMENT_PROXY, payload: fromHex(`965a25ef${'00'.repeat(32)}`) }
      expect(await eea({ group: other(1), nonce: 0n, ...short })).toBe('FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST')
    })

    it('FP-111 then the enclave; nothing enters the pool', async () => {
      alice.enclave.faults.failWith({ kind: 'server', message: 'down' })
      expect(await eea({ gasLimit: 21_000n })).toBe('ENCLAVE_ERROR')
      alice.enclave.faults.goOffline()
      expect(await eea({})).toBe('ENCLAVE_ERROR')
      alice.enclave.faults.clear()
      expect(await eea({ group: other(2), nonce: 0n, ...add(key(alice), toEnclaveKey(other(9))) })).toBe(
        'ENCLAVE_ERROR',
      )
      expect(network.pending).toEqual([])
    })

    it('FP-115 and at last the marker', async () => {
      expect(await eea({ gasLimit: 21_000n })).toBe('PMT_FAILED_INTRINSIC_GAS_EXCEEDS_LIMIT')
      expect(await eea({ gasPrice: 1n })).toBe('TRANSACTION_UPFRONT_COST_EXCEEDS_BALANCE')
    })

    it('FP-105 FP-174 takes nonces that are too high, and hex without prefix', async () => {
      expect(await eea({ nonce: 40n })).toBe('accepted')
      expect(await answerTo(alice.sendPrivateTransaction(signed({ nonce: 41n }).slice(2)))).toBe('accepted')
      expect(await eea({ nonce: 42n, chainId: undefined })).toBe('accepted')
      await network.mine()
    })
  })

  describe('priv_distributeRawTransaction', () => {
    it('FP-118 asks for the node’s own key before anything else', async () => {
      expect(await distribute({ privateFrom: key(bob), restriction: 'unsupported', value: 1n, privateFor: [] })).toBe(
        'PRIVATE_FROM_DOES_NOT_MATCH_ENCLAVE_PUBLIC_KEY',
      )
    })

    it('looks for the group before it validates', async () => {
      expect(await distribute({ privateFor: [key(bob)], value: 1n })).toBe('FLEXIBLE_PRIVACY_GROUP_ID_NOT_AVAILABLE')
      expect(await distribute({ group: other(1), value: 1n })).toBe('FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST')
      expect(await distribute({ value: 1n, chainId: 1n })).toBe('PRIVATE_VALUE_NOT_ZERO')
      expect(await distribute({ nonce: 0n })).toBe('PRIVATE_NONCE_TOO_LOW')
    })

    it('takes unrestricted transactions (spec 02 §14 item 34) and does not touch the pool', async () => {
      const data = await alice.distributePrivateTransaction(signed({ restriction: 'unrestricted' }))
      expect(data).toMatch(/^0x[0-9a-f]{64}$/)
      expect(network.pending).toEqual([])
    })

    it('does not ask whether the node is a member', async () => {
      expect(await distribute({ group: other(3), nonce: 0n, ...add(key(bob)) })).toBe('accepted')
    })
  })

  describe('payloads (FP-107, FP-108)', () => {
    it('go to the members; an add’s envelope first, then the history to the newcomers', async () => {
      await mined(network, group, { to: PROXY, data: LOCK })
      const sends: string[] = []
      const pushed: string[] = []
      alice.enclave.faults.before = ({ type, handle }) => void (type === 'send' && sends.push(toHex(handle)))
      for (const node of [bob, carol]) {
        node.enclave.faults.before = ({ type, handle }) =>
          void (type === 'push' && pushed.push(`${node.name} ${toHex(handle)}`))
      }
      const nonce = group.nextNonce(alice.address)
      const data = await alice.distributePrivateTransaction(signed({ nonce, ...add(key(carol)) }))
      for (const node of network.nodes) node.enclave.faults.clear()
      const [envelope, blob] = [`0x${data.slice(2, 66)}`, `0x${data.slice(66)}`]
      expect(data).toHaveLength(2 + 128)
      expect(sends).toEqual([envelope, blob])
      expect(pushed.sort()).toEqual([`bob ${envelope}`, `carol ${blob}`, `carol ${envelope}`].sort())
    })
  })
})
