import { encodeFunctionData } from 'viem'
import { type Hex, type Network, createNetwork } from '../../../../src/index.ts'
import { networkKey } from '../../../../src/server/authentication/networkKey.ts'
import { eventEmitter } from '../../../fixtures/contracts.ts'
import { type RawResponse, exchange } from '../../../server/exchange.ts'
import { rawTransaction, type Draft } from '../../../scenarios/support/signedTransaction.ts'
import { toHex } from '../../../../src/primitives/bytes.ts'
import { EMITTER, store } from '../../../scenarios/rpc/clients.ts'
import { KEYS } from '../TenantScene.ts'

/** What must never be in an answer to somebody who is not a member: the value that the victims store. */
export const SECRET = 0x5ec2e75ec2e75ec2e75ec2e7n
const VALUE = encodeFunctionData({ abi: eventEmitter.abi, functionName: 'value' })

/** What came over HTTP. */
export interface Answer {
  readonly status: number
  /** As it came. */
  readonly text: string
  readonly error: { readonly code: number; readonly message: string } | undefined
  readonly result: unknown
}

/** Claims of a token; what is missing is as in a good one of the attacker. */
export type Claims = Readonly<Record<string, unknown>>

/** Who can be attacked, and what an attacker could know about it: ids, addresses, markers, handles and ids of filters. */
export interface Target {
  readonly network: Network
  readonly url: string
  /** The attacker's own group. */
  readonly ownGroup: string
  readonly group: string
  readonly emitter: Hex
  /** Markers of the deployment, and of the secret before and after the removal. */
  readonly deployment: Hex
  readonly before: Hex
  readonly after: Hex
  readonly blockOf: (marker: Hex) => { readonly hash: Hex; readonly number: Hex }
  /** A filter of a member. */
  readonly filter: string
  /** The attacker's good token. */
  readonly token: string
  /** That of the removed tenant. */
  readonly removedToken: string
  /** A good signature under any claims. */
  sign(claims: Claims): Promise<string>
  /** @param token default the attacker's. `null`: none. */
  ask(method: string, params: readonly unknown[], token?: string | null): Promise<Answer>
  post(body: string, token?: string | null): Promise<Answer>
  /** A raw private transaction of the attacker, hex. */
  raw(group: string, draft?: Draft): Hex
  call(block?: unknown): readonly unknown[]
}

/** A node with victims (`member`), a tenant that was one of them (`removed`), and the attacker (`stranger`), over HTTP with tokens. */
export async function openTarget(): Promise<Target> {
  const network = await createNetwork({
    nodes: { alice: { enclaveKeys: Object.values(KEYS) }, bob: {} },
    multiTenancy: true,
  })
  await network.listen({ authentication: true })
  const node = network.node('alice')
  const url = node.url ?? ''
  const markers = new Map<Hex, { readonly hash: Hex; readonly number: Hex }>()
  const noted = ({ marker }: { readonly marker: Hex }): Hex => {
    const { hash, number } = network.head
    markers.set(marker, { hash, number: `0x${number.toString(16)}` })
    return marker
  }
  const { id: ownGroup } = await node.createGroup({ members: [KEYS.member, KEYS.stranger] })
  const group = await node.createGroup({ members: [KEYS.member, KEYS.removed] })
  const contract = await group.deploy({ abi: eventEmitter.abi, bytecode: EMITTER })
  const deployment = contract.deployment?.marker ?? '0x'
  noted({ marker: deployment })
  const send = (value: bigint) => group.send({ to: contract.address, data: store(value) })
  const before = noted(await send(SECRET))
  await group.remove(KEYS.removed)
  const after = noted(await send(SECRET + 1n))
  const victim = network.provider('alice', KEYS.member)
  const filter = String(await victim.request({ method: 'priv_newFilter', params: [group.id, {}] }))
  await send(SECRET + 2n)
  const key = networkKey(network)
  const sign = (claims: Claims): Promise<string> => {
    const all = { permissions: ['*:*'], privacyPublicKey: KEYS.stranger, exp: 4_000_000_000, ...claims }
    return key.sign(all)
  }
  const [token, removedToken] = [await sign({}), await sign({ privacyPublicKey: KEYS.removed })]
  const post = async (body: string, by: string | null = token): Promise<Answer> => {
    const headers = { Authorization: by === null ? undefined : `Bearer ${by}` }
    return answerOf(await exchange(url, { body, headers }))
  }
  return {
    ...{ network, url, ownGroup, deployment, before, after, filter, token, removedToken, sign, post },
    group: group.id,
    emitter: contract.address,
    blockOf: (marker) => markers.get(marker) ?? { hash: '0x', number: '0x' },
    ask: (method, params, by) => post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }), by),
    raw: (id, draft = {}) => toHex(rawTransaction(node, id, { privateFrom: KEYS.stranger, ...draft })),
    call: (block = 'latest') => [group.id, { to: contract.address, data: VALUE }, block],
  }
}

function answerOf({ status, body }: RawResponse): Answer {
  const text = body.toString()
  const parsed = JSON.parse(text === '' ? '{}' : text) as Partial<Answer>
  return { status, text, error: parsed.error, result: parsed.result }
}
