import { expect, it } from 'vitest'
import { tenantKey } from '../../src/node/tenantKey.ts'
import { toBase64 } from '../../src/primitives/bytes.ts'

const KEY = 'A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo='

it('a key in padded base64 is that key', () => {
  expect(toBase64(tenantKey(KEY))).toBe(KEY)
})

it.each(['', KEY.slice(0, -1), ` ${KEY}`, `${KEY}\n`, KEY.replace('/', '_'), KEY.replace('o=', 'p='), 'no base64!'])(
  'any other text is nobody: %j',
  (text) => {
    // A member can have a key of any length, so that of nobody is no text that a token could name.
    expect(tenantKey(text)).toHaveLength(text === '' ? 0 : 1)
  },
)
