import type { RequestSource } from './nextRequest.ts'
import type { SeededRandom } from './SeededRandom.ts'

/** Bodies that are no requests at all. */
const BROKEN: readonly string[] = [
  '',
  ' ',
  'null',
  'true',
  '1',
  '""',
  '{',
  '[',
  '{}',
  '[]',
  '[[]]',
  '[1,2,3]',
  '[{}]',
  '{"id":1}',
  '{"jsonrpc":"2.0","method":"eth_chainId"}',
  '{"id":1,"id":2,"method":"eth_chainId","method":"net_version"}',
  '{"id":1e400,"method":"eth_chainId"}',
  '{"id":123456789012345678901234567890,"method":"eth_chainId"}',
  '{"id":1,"method":"eth_chainId"} x',
  '\uFEFF{"id":1,"method":"eth_chainId"}',
  "{'id':1}",
  '{"id":1,"method":"eth_chainId","params":{"__proto__":{"x":1}}}',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  `{"id":1,"method":"eth_call","params":[${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}]}`,
]

/** A body as it goes over a socket: mostly one request, sometimes a batch, sometimes rubbish. */
export function nextBody(source: RequestSource, random: SeededRandom): Buffer {
  const kind = random.below(100)
  if (kind < 3) return Buffer.from(random.of(BROKEN))
  if (kind < 4) return Buffer.from(random.bytes(random.below(200)))
  if (kind < 8) {
    const size = random.oneIn(60) ? 1030 : random.below(8)
    const cheap = { jsonrpc: '2.0', id: 5, method: 'eth_chainId' }
    return Buffer.from(JSON.stringify(Array.from({ length: size }, () => (size > 8 ? cheap : source.next()))))
  }
  const text = Buffer.from(JSON.stringify(source.next()))
  if (kind >= 11) return text
  const place = random.below(text.length + 1)
  return random.oneIn(2)
    ? text.subarray(0, place)
    : Buffer.concat([text.subarray(0, place), random.bytes(1), text.subarray(place)])
}
