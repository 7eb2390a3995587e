import { RLP } from '@ethereumjs/rlp'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keccak256 } from '../../src/crypto/keccak.ts'
import { FLEXIBLE_PRIVACY_PRECOMPILE, MANAGEMENT_PROXY } from '../../src/primitives/addresses.ts'
import { EMPTY_BYTES, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toGroupVersion, toPayloadHandle } from '../../src/primitives/identifiers.ts'
import { payloadText } from '../../src/transaction/enclavePayload.ts'
import { encodeEnvelope } from '../../src/transaction/envelope.ts'
import {
  isMarker,
  markerData,
  parseMarkerData,
  signMarkerTransaction,
} from '../../src/transaction/markerTransaction.ts'
import { signPrivateTransaction } from '../../src/transaction/privateTransactionSignature.ts'
import { bytes, thrownBy } from './arbitraries.ts'
import { GROUP, KA, MARKER_RAW, OWNER_KEY, USER2, USER2_KEY } from './vectors.ts'

const handle = toPayloadHandle(new Uint8Array(32).fill(1))
const blobHandle = toPayloadHandle(new Uint8Array(32).fill(2))
const fields = { nonce: 5n, gasPrice: 0n, gasLimit: 3_000_000n, privateKey: USER2_KEY } as const

describe('markerData', () => {
  test('is undone by parseMarkerData', () => {
    fc.assert(
      fc.property(
        bytes(32).map(toPayloadHandle),
        fc.option(bytes(32).map(toPayloadHandle), { nil: undefined }),
        (first, second) => {
          const data = markerData(first, second)
          expect(data).toHaveLength(second === undefined ? 32 : 64)
          expect(parseMarkerData(data)).toEqual(
            second === undefined ? { handle: first } : { handle: first, blobHandle: second },
          )
        },
      ),
    )
  })

  test.each([0, 1, 31, 33, 63, 65, 96])('%i bytes mean nothing', (length) => {
    expect(parseMarkerData(new Uint8Array(length))).toBeUndefined()
    expect(isMarker(FLEXIBLE_PRIVACY_PRECOMPILE, new Uint8Array(length))).toBe(false)
  })

  test('only what is sent to the precompile is a marker', () => {
    expect(isMarker(FLEXIBLE_PRIVACY_PRECOMPILE, markerData(handle))).toBe(true)
    expect(isMarker(FLEXIBLE_PRIVACY_PRECOMPILE, markerData(handle, blobHandle))).toBe(true)
    expect(isMarker(MANAGEMENT_PROXY, markerData(handle))).toBe(false)
    expect(isMarker(undefined, markerData(handle))).toBe(false)
  })
})

describe('signMarkerTransaction', () => {
  test('a complete marker transaction, from the private transaction on (spec 01 §12.2, §12.3)', () => {
    const transaction = signPrivateTransaction(
      {
        nonce: 5n,
        gasPrice: 0n,
        gasLimit: 3_000_000n,
        to: MANAGEMENT_PROXY,
        value: 0n,
        payload: fromHex('deadbeef'),
        chainId: 1337n,
        privateFrom: KA,
        recipients: { kind: 'group', groupId: GROUP },
        restriction: 'restricted',
      },
      OWNER_KEY,
    )
    const version = toGroupVersion(fromHex('0x76187ed8936be0f5f2dd4838405c4a951c9a3d30d1cef33bbcde9b4d53e5c0e3'))
    const data = keccak256(new TextEncoder().encode(payloadText(encodeEnvelope({ transaction, version }))))
    expect(toHex(data)).toBe('0xc2703e8ddcaee2896a9dbc86c4c5cb65b3f337b29ccc93e26be230835b310863')
    const signed = signMarkerTransaction({ ...fields, data })
    expect(toHex(signed.raw)).toBe(toHex(MARKER_RAW))
    expect(signed.hash).toEqual(keccak256(MARKER_RAW))
    expect(toHex(signed.sender)).toBe(toHex(USER2))
  })

  test('the marker that creates a group (spec 01 §12.1)', () => {
    const data = fromHex('0xef0bae514d28adba20f8474d1539ce90d2c152e2d184b36714ae2d894326a9bb')
    const { hash } = signMarkerTransaction({ ...fields, nonce: 0n, data })
    expect(toHex(hash)).toBe('0x3382c149d21bc2cbf27f3cec446252587cf448169f76eb54405791d7f32c274f')
  })

  test('is sent to the precompile, carries no value and no chain id', () => {
    const data = markerData(handle, blobHandle)
    const items = RLP.decode(signMarkerTransaction({ ...fields, gasPrice: 7n, data }).raw) as Uint8Array[]
    expect(items).toHaveLength(9)
    expect(items.slice(0, 6)).toEqual([
      Uint8Array.of(5),
      Uint8Array.of(7),
      fromHex('2dc6c0'),
      FLEXIBLE_PRIVACY_PRECOMPILE,
      EMPTY_BYTES,
      data,
    ])
    expect([27, 28]).toContain(items[6]?.[0])
  })

  test.each([{ nonce: 2n ** 64n }, { gasPrice: -1n }, { gasLimit: 2n ** 64n }, { privateKey: new Uint8Array(32) }])(
    'refuses what does not fit (%#)',
    (change) => {
      const action = (): unknown => signMarkerTransaction({ ...fields, data: markerData(handle), ...change })
      expect(thrownBy(action)).toMatchObject({ code: 'INVALID_ARGUMENT' })
    },
  )
})
