import { methods } from '../../../src/rpc/methods.ts'
import { mutateTransaction } from './mutateTransaction.ts'
import { mutateList, mutateValue } from './mutateValue.ts'
import type { Scene } from './Scene.ts'
import type { SeededRandom } from './SeededRandom.ts'

/** Names that are no method. */
const UNKNOWN = [
  '',
  'eth_foo',
  'PRIV_call',
  'constructor',
  '__proto__',
  'toString',
  'priv_call ',
  'eth_sendTransaction',
  'x'.repeat(3000),
]
/** Ids of requests. */
const IDS: readonly unknown[] = [
  1,
  0,
  -1,
  7,
  2 ** 31,
  Number.MAX_SAFE_INTEGER,
  1.5,
  '',
  'a',
  '💥',
  null,
  true,
  [],
  {},
  { id: 1 },
]
/** Fields of a request. */
const FIELDS = ['jsonrpc', 'id', 'method', 'params', 'extra', '__proto__']

/** Which methods are asked for. @returns false to leave one out. */
export type MethodChoice = (name: string) => boolean

/** Makes requests for every method that there is, most of them wrong in one or two places. */
export class RequestSource {
  readonly #scene: Scene
  readonly #random: SeededRandom
  readonly #names: readonly string[]

  constructor(scene: Scene, random: SeededRandom, chosen: MethodChoice) {
    this.#scene = scene
    this.#random = random
    this.#names = [...methods.keys()].filter(chosen)
  }

  /** One request. */
  next(): unknown {
    const random = this.#random
    const method = random.oneIn(40) ? random.of(UNKNOWN) : random.of(this.#names)
    const params = this.#params(method)
    const request: Record<string, unknown> = { jsonrpc: '2.0', id: 1 + random.below(1000), method, params }
    if (!random.oneIn(12)) return request
    const field = random.of(FIELDS)
    if (random.oneIn(3)) delete request[field]
    else if (field === 'id') request['id'] = random.of(IDS)
    else request[field] = mutateValue(request[field], random)
    return random.oneIn(60) ? mutateValue(request, random) : request
  }

  /** Parameters as the method's row says, with none, one or two changes. */
  #params(method: string): unknown[] {
    const random = this.#random
    const kinds = (methods.get(method)?.params ?? 'data, block').split(', ').filter((kind) => kind !== '')
    let params = kinds.map((kind) => {
      const known = this.#scene.values[kind.replace(/\?$/, '')]
      const value = known === undefined ? random.of(random.of(Object.values(this.#scene.values))) : random.of(known)
      return kind.startsWith('signed') && !random.oneIn(6) ? mutateTransaction(String(value), random) : value
    })
    if (random.oneIn(4)) return params
    const raws = kinds.some((kind) => kind.startsWith('signed'))
    if (raws && !random.oneIn(5)) return params
    for (let changes = 1 + random.below(2); changes > 0; changes--) params = mutateList(params, random)
    return params
  }
}
