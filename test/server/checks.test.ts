import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CorsOrigins } from '../../src/server/CorsOrigins.ts'
import { FrameSizeGuard } from '../../src/server/FrameSizeGuard.ts'
import { HostAllowlist } from '../../src/server/HostAllowlist.ts'

/** A binary frame of a message (RFC 6455 §5.2). */
function frame(size: number, masked: boolean): Buffer {
  const length = Buffer.alloc(size < 126 ? 0 : size < 65_536 ? 2 : 8)
  if (length.length === 2) length.writeUInt16BE(size)
  if (length.length === 8) length.writeBigUInt64BE(BigInt(size))
  const second = (masked ? 0x80 : 0) | (size < 126 ? size : size < 65_536 ? 126 : 127)
  return Buffer.concat([Buffer.from([0x82, second]), length, Buffer.alloc(masked ? 4 : 0, 1), Buffer.alloc(size, 0xff)])
}

it('a frame is measured however its bytes are cut', () => {
  const size = fc.oneof(fc.nat(300), fc.constantFrom(0, 125, 126, 127, 65_535, 65_536, 70_000))
  const frames = fc.array(fc.tuple(size, fc.boolean()), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1 }), size, (all, cuts, limit) => {
      const bytes = Buffer.concat(all.map(([length, masked]) => frame(length, masked)))
      const guard = new FrameSizeGuard(limit)
      let fits = true
      for (let at = 0, i = 0; at < bytes.length && fits; i++) {
        const cut = cuts[i % cuts.length] ?? 1
        fits = guard.accepts(bytes.subarray(at, at + cut))
        at += cut
      }
      expect(fits).toBe(all.every(([length]) => length <= limit))
    }),
    { numRuns: 200 },
  )
})

it('all hosts, no host', () => {
  for (const all of ['*', 'all']) {
    for (const host of ['x', 'a:b:c', '', undefined]) expect(new HostAllowlist([all]).accepts(host)).toBe(true)
  }
  for (const names of [['none'], []]) {
    for (const host of ['none', 'localhost', '', undefined]) expect(new HostAllowlist(names).accepts(host)).toBe(false)
  }
})

it('all origins, no origin, either of two', () => {
  for (const all of ['*', 'all']) expect(new CorsOrigins([all]).accepts('http://x')).toBe(true)
  for (const domains of [['none'], []]) expect(new CorsOrigins(domains).accepts('none')).toBe(false)
  const two = new CorsOrigins(['http://a|http://b', 'http://c'])
  expect(['http://a', 'http://b', 'http://c', 'http://ac', 'HTTP://A'].map((origin) => two.accepts(origin))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
})
