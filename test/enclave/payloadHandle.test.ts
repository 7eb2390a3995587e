import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { payloadHandle } from '../../src/enclave/payloadHandle.ts'
import { toBase64, toHex } from '../../src/primitives/bytes.ts'

it('a handle is keccak-256 of the characters of the text', () => {
  expect(toHex(payloadHandle(''))).toBe('0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470')
  expect(toHex(payloadHandle('abc'))).toBe('0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45')
})

interface Recording {
  readonly payloads: readonly { readonly handle: string; readonly payload: string; readonly kind: string }[]
}

it.each(['a04-create-ec-keys', 'b03-add-several-per-block', 'd01-refused-add-hydrates'])(
  'the payloads of %s have the handles of the recording',
  (name) => {
    const file = new URL(`../recordings/flows/${name}.json.gz`, import.meta.url)
    const { payloads } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Recording
    expect(payloads.length).toBeGreaterThan(0)
    for (const { handle, payload } of payloads) expect(toBase64(payloadHandle(payload))).toBe(handle)
  },
)
