import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Network, createNetwork } from '../../src/index.ts'
import type { Logger } from '../../src/primitives/Logger.ts'
import { API_GROUPS } from '../../src/rpc/apiGroups.ts'
import type { JsonValue } from '../../src/rpc/JsonRpc.ts'
import { NetworkRpc } from '../../src/rpc/NetworkRpc.ts'
import { parseJson } from '../../src/rpc/parseJson.ts'
import { prettyJson } from '../../src/rpc/prettyJson.ts'
import { RpcService } from '../../src/rpc/RpcService.ts'

let network: Network
let service: RpcService
beforeAll(async () => {
  network = await createNetwork({ nodes: ['alice'] })
  service = new RpcService(new NetworkRpc(network).node('alice'), {
    transport: 'http',
    groups: API_GROUPS.filter((group) => group !== 'NET'),
    maxBatchSize: 3,
  })
})
afterAll(() => network.close())

const failed = (id: string, code: number, message: string): string =>
  `{"jsonrpc":"2.0","id":${id},"error":{"code":${code},"message":"${message}"}}`
const invalid = (id = 'null'): string => failed(id, -32600, 'Invalid Request')
const parseError = failed('null', -32700, 'Parse error')
const chainId = (id: string): string => `{"jsonrpc":"2.0","id":${id},"result":"0x539"}`
const ask = (id: string): string => `{"jsonrpc":"2.0","id":${id},"method":"eth_chainId"}`

/** The value with every number as near as JSON.parse reads it. */
function nearest(value: unknown): unknown {
  const numbers = (_: string, member: unknown): unknown => (typeof member === 'bigint' ? Number(member) : member)
  return JSON.parse(JSON.stringify(value, numbers))
}

describe('the envelope of spec 03 §4', () => {
  it.each<[what: string, body: string, status: number, answer: string | undefined]>([
    ['nothing', '', 400, parseError],
    ['no JSON', '{', 400, parseError],
    ['a number', '1', 400, parseError],
    ['a text', '"x"', 400, parseError],
    ['null', 'null', 400, parseError],
    ['something behind the request', `${ask('1')} 2`, 400, parseError],
    ['something behind a long id', `${ask('1234567890123456789')} 2`, 400, parseError],
    ['an empty batch', '[]', 400, invalid()],
    [
      'a batch of the limit',
      `[${ask('1')},${ask('2')},${ask('3')}]`,
      200,
      `[${chainId('1')},${chainId('2')},${chainId('3')}]`,
    ],
    [
      'a batch beyond the limit',
      `[${ask('1')},${ask('2')},${ask('3')},1]`,
      200,
      failed('null', -32005, 'Number of requests exceeds max batch size'),
    ],
    ['elements that are no objects', '[1,null,[]]', 200, `[${invalid()},${invalid()},${invalid()}]`],
    ['an element that is invalid', `[{"id":5},${ask('1')}]`, 200, `[${invalid('5')},${chainId('1')}]`],
    ['no version', '{"id":1,"method":"eth_chainId"}', 200, chainId('1')],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"eth_chainId"}', 200, chainId('1')],
    ['unknown members', '{"id":1,"method":"eth_chainId","more":{}}', 200, chainId('1')],
    ['id: text', ask('"a\\"b"'), 200, chainId('"a\\"b"')],
    ['id: empty text', ask('""'), 200, chainId('""')],
    ['id: zero', ask('0'), 200, chainId('0')],
    ['id: negative', ask('-5'), 200, chainId('-5')],
    ['id: 2^53', ask('9007199254740993'), 200, chainId('9007199254740993')],
    ['id: 30 digits', ask('-123456789012345678901234567890'), 200, chainId('-123456789012345678901234567890')],
    ['id: null', ask('null'), 200, chainId('null')],
    ['id: fraction', ask('1.5'), 200, chainId('1.5')],
    ['id: fraction of nothing', ask('1.0'), 200, chainId('1.0')],
    ['id: fraction with zeros', ask('1.50'), 200, chainId('1.5')],
    ['id: exponent', ask('1e3'), 200, chainId('1000.0')],
    ['id: large exponent', ask('12E9'), 200, chainId('1.2E10')],
    ['id: small exponent', ask('2.5e-7'), 200, chainId('2.5E-7')],
    ['id: fraction in a batch', `[${ask('1.0')}]`, 200, `[${chainId('1.0')}]`],
    ['id: object', ask('{}'), 400, invalid()],
    ['id: array', ask('[1]'), 400, invalid()],
    ['id: boolean', ask('true'), 400, invalid()],
    ['id twice', '{"id":1,"id":2,"method":"eth_chainId"}', 200, chainId('2')],
    [
      'long id twice',
      '{"id":1,"id":12345678901234567890,"method":"eth_chainId"}',
      200,
      chainId('12345678901234567890'),
    ],
    ['no id', '{"method":"eth_chainId"}', 200, undefined],
    ['no id, unknown method', '{"method":"x"}', 200, undefined],
    ['no id in a batch', `[{"method":"eth_chainId"},${ask('1')}]`, 200, `[${chainId('1')}]`],
    ['nothing but no ids in a batch', '[{"method":"eth_chainId"}]', 200, '[]'],
    ['no method', '{"id":7}', 400, invalid('7')],
    ['no method and no id', '{}', 400, invalid()],
    ['method: null', '{"id":7,"method":null}', 400, invalid('7')],
    ['method: object', '{"id":7,"method":{}}', 400, invalid('7')],
    ['no method, id: text', '{"id":"7"}', 400, invalid()],
    ['no method, id beyond 32 bits', '{"id":2147483648}', 400, invalid()],
    ['no method, lowest id', '{"id":-2147483648}', 400, invalid('-2147483648')],
    ['method: number', '{"id":7,"method":5}', 200, failed('7', -32601, 'Method not found')],
    ['method: constructor', '{"id":7,"method":"constructor"}', 200, failed('7', -32601, 'Method not found')],
    ['method: __proto__', '{"id":7,"method":"__proto__"}', 200, failed('7', -32601, 'Method not found')],
    ['method: toString', '{"id":7,"method":"toString"}', 200, failed('7', -32601, 'Method not found')],
    ['method in another case', '{"id":7,"method":"eth_chainID"}', 200, failed('7', -32601, 'Method not found')],
    [
      'method of a group that is off',
      '{"id":7,"method":"net_version"}',
      200,
      failed('7', -32604, 'Method not enabled'),
    ],
    [
      'method for WebSockets',
      '{"id":7,"method":"eth_sendRawPrivateTransaction"}',
      200,
      failed('7', -32604, 'Method not enabled'),
    ],
    ['params: null', '{"id":1,"method":"eth_chainId","params":null}', 200, chainId('1')],
    ['params: too many', '{"id":1,"method":"eth_chainId","params":[1,{},"x"]}', 200, chainId('1')],
    ['params: object', '{"id":1,"method":"eth_chainId","params":{}}', 400, invalid('1')],
    ['params: text', '{"id":1,"method":"eth_chainId","params":"x"}', 400, invalid('1')],
    ['__proto__ as member', '{"__proto__":{"id":3,"method":"eth_chainId"}}', 400, invalid()],
    ['__proto__ beside a long id', '{"__proto__":{"method":"eth_chainId"},"id":12345678901234567890}', 400, invalid()],
    ['a request behind escapes', '{"\\u0069d":1,"method":"eth_chain\\u0049d"}', 200, chainId('1')],
  ])('%s', async (_, body, status, answer) => {
    expect(await service.handle(body)).toMatchObject({ status, body: answer })
  })

  it('nothing is written over the prototypes', () => {
    expect(({} as { id?: unknown }).id).toBeUndefined()
  })

  it.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
    ['arrays of long numbers', '[1234567890123456789,', ']'],
  ])('deeply nested %s: no crash', async (_, open, close) => {
    const nested = (depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`
    for (const depth of [10_000, 500_000]) {
      expect(await service.handle(nested(depth))).toMatchObject({ status: 400, body: parseError })
      expect(await service.handle(open.repeat(depth))).toMatchObject({ status: 400, body: parseError })
      const body = `{"id":1,"method":"eth_chainId","params":[${nested(depth)}]}`
      expect(await service.handle(body)).toMatchObject({ status: 400, body: parseError })
    }
    expect(await service.handle(`{"id":1,"method":"eth_chainId","params":[${nested(900)}]}`)).toMatchObject({
      status: 200,
    })
  })

  it('brackets in texts do not count as nesting', async () => {
    const text = JSON.stringify('[{\\"'.repeat(5000))
    expect(await service.handle(`{"id":1,"method":"eth_chainId","params":[${text}]}`)).toMatchObject({ status: 200 })
  })

  it('a number of very many digits is refused', async () => {
    expect(await service.handle(ask('1'.repeat(100_000)))).toMatchObject({ status: 400, body: parseError })
  })

  it('any JSON is read as JSON.parse reads it, long numbers nearby or not', () => {
    const json = fc.json({ maxDepth: 5 })
    const agree = (text: string): void => {
      const [long, value] = parseJson(`[1234567890123456789,${text}]`)?.value as [bigint, unknown]
      expect(long).toBe(1234567890123456789n)
      expect(nearest(value)).toEqual(nearest(JSON.parse(text)))
      expect(nearest(parseJson(text)?.value)).toEqual(nearest(JSON.parse(text)))
    }
    fc.assert(fc.property(json, agree))
  })

  it('what JSON.parse refuses is refused, long numbers nearby or not', () => {
    const near = fc
      .json()
      .chain((text) =>
        fc
          .tuple(fc.nat(text.length), fc.string({ maxLength: 2 }))
          .map(([at, cut]) => text.slice(0, at) + cut + text.slice(at + 1)),
      )
    fc.assert(
      fc.property(near, (text) => {
        const whole = `[1234567890123456789,${text}]`
        let valid = true
        try {
          JSON.parse(whole)
        } catch {
          valid = false
        }
        expect(parseJson(whole) !== undefined).toBe(valid)
      }),
    )
  })

  it('no text makes it throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (body) => {
        expect([200, 400]).toContain((await service.handle(body)).status)
      }),
    )
  })
})

describe('indented answers', () => {
  it('have the form that Besu gives them', async () => {
    const { rpc } = service
    const pretty = new RpcService(rpc, { transport: 'http', groups: ['ETH'], prettyPrint: true })
    expect((await pretty.handle(ask('1.0'))).body).toBe(
      '{\n  "jsonrpc" : "2.0",\n  "id" : 1.0,\n  "result" : "0x539"\n}',
    )
    expect((await pretty.handle(`[${ask('1')},2]`)).body).toBe(
      '[ {\n  "jsonrpc" : "2.0",\n  "id" : 1,\n  "result" : "0x539"\n}, {\n  "jsonrpc" : "2.0",\n  "id" : null,\n' +
        '  "error" : {\n    "code" : -32600,\n    "message" : "Invalid Request"\n  }\n} ]',
    )
    expect(prettyJson({ a: [], b: {}, c: [1, { d: null }], e: undefined })).toBe(
      '{\n  "a" : [ ],\n  "b" : { },\n  "c" : [ 1, {\n    "d" : null\n  } ]\n}',
    )
  })

  it('say the same as others', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(JSON.parse(prettyJson(value as JsonValue))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

describe('unexpected failures', () => {
  it('are reported to the logger and not to the client', async () => {
    const reports: unknown[] = []
    const logger: Logger = {
      trace: () => undefined,
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (message, fields) => reports.push([message, fields]),
      child: () => logger,
    }
    const broken = await createNetwork({ nodes: ['alice'] })
    const rpc = new NetworkRpc(broken, { logger }).node('alice')
    Object.defineProperty(broken, 'chainId', {
      get: () => {
        throw new TypeError('a secret at /a/path')
      },
    })
    const failing = new RpcService(rpc, { transport: 'http', groups: API_GROUPS })
    expect(await failing.handle(ask('1'))).toMatchObject({ status: 200, body: failed('1', -32603, 'Internal error') })
    expect(reports).toEqual([
      ['a request failed unexpectedly', { method: 'eth_chainId', error: new TypeError('a secret at /a/path') }],
    ])
    await broken.close()
  })
})
