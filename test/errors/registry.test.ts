import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CoterieError, isCoterieError } from '../../src/errors/CoterieError.ts'
import { DecodeError } from '../../src/errors/DecodeError.ts'
import { EnclaveError } from '../../src/errors/EnclaveError.ts'
import { ReplayRootMismatchError } from '../../src/errors/ReplayRootMismatchError.ts'
import { SubmissionError, refuse, submissionRefusals } from '../../src/errors/SubmissionError.ts'
import { TransactionRefusedError, poolRefusals } from '../../src/errors/TransactionRefusedError.ts'
import { errorCodes } from '../../src/errors/registry.ts'

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))
const codes = Object.keys(errorCodes)

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? sources(join(folder, entry.name))
      : entry.name.endsWith('.ts')
        ? [join(folder, entry.name)]
        : [],
  )
}

describe('the registry of codes', () => {
  it('has codes in upper snake case with a sentence each', () => {
    for (const [code, text] of Object.entries(errorCodes)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/)
      expect(text).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('has no code that is never thrown', () => {
    const text = sources(SRC)
      .filter((file) => !file.endsWith('registry.ts') && !file.includes('/cli/'))
      .map((file) => readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\//g, ''))
      .join('\n')
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([])
  })

  it('is the table of README.md, in the same order', () => {
    const readme = readFileSync(join(SRC, 'errors/README.md'), 'utf8')
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` *\|([^|]*)\|([^|]*)\|$/gm)]
    expect(rows.map(([, code]) => code)).toEqual(codes)
    for (const [, , meaning, advice] of rows) {
      expect((meaning ?? '').trim().length).toBeGreaterThan(10)
      expect((advice ?? '').trim().length).toBeGreaterThan(5)
    }
  })
})

describe('CoterieError', () => {
  it('has code, message, details and cause', () => {
    const cause = new RangeError('x')
    const error = new CoterieError('NOT_FOUND', 'no such thing; look elsewhere', { cause, details: { name: 'thing' } })
    expect(error).toMatchObject({ name: 'CoterieError', code: 'NOT_FOUND', details: { name: 'thing' } })
    expect(error.cause).toBe(cause)
    expect(error).toBeInstanceOf(Error)
    expect(error.stack).toContain('registry.test')
  })

  it('has no cause when there is none, and empty details by default', () => {
    const error = new CoterieError('CLOSED', 'closed')
    expect('cause' in error).toBe(false)
    expect(error.details).toEqual({})
  })

  it('is told from other errors and by its code', () => {
    const error = new CoterieError('CLOSED', 'closed')
    expect([isCoterieError(error), isCoterieError(error, 'CLOSED'), isCoterieError(error, 'NOT_FOUND')]).toEqual([
      true,
      true,
      false,
    ])
    expect([isCoterieError(new Error('x')), isCoterieError(undefined), isCoterieError({ code: 'CLOSED' })]).toEqual([
      false,
      false,
      false,
    ])
  })
})

describe('classes with more to say', () => {
  it('DecodeError tells Besu’s two kinds of exception apart', () => {
    const format = new DecodeError('thing', 'too short')
    expect(format).toMatchObject({
      code: 'DECODE_FAILED',
      kind: 'format',
      message: 'not a thing: too short',
      details: { what: 'thing', problem: 'too short' },
    })
    expect(new DecodeError('thing', 'v', { kind: 'unsupported' }).kind).toBe('unsupported')
  })

  it.each([
    ['client', 'ENCLAVE_CLIENT_ERROR', 400],
    ['server', 'ENCLAVE_SERVER_ERROR', 500],
    ['io', 'ENCLAVE_IO_ERROR', 0],
  ] as const)('EnclaveError of kind %s', (kind, code, status) => {
    expect(new EnclaveError(kind, 'text')).toMatchObject({ kind, code, status, message: 'text' })
    expect(new EnclaveError(kind, 'text', { status: 418 }).status).toBe(418)
  })

  it('ReplayRootMismatchError names the place', () => {
    const mismatch = {
      group: 'G',
      blockNumber: '7',
      block: '0xb',
      transaction: '0xt',
      expected: '0xe',
      computed: '0xc',
      abandoned: undefined,
      sameStateBefore: true,
    }
    const error = new ReplayRootMismatchError(mismatch)
    expect(error).toMatchObject({ code: 'REPLAY_ROOT_MISMATCH', mismatch, details: mismatch })
    for (const part of ['G', '7', '0xt', '0xe', '0xc']) expect(error.message).toContain(part)
  })

  it.each([
    [{ sameStateBefore: true }, /read public state of its own block .*recorded root is wrong; see network\.divergence/],
    [{ sameStateBefore: false }, /the private state before it differs/],
    [{ sameStateBefore: true, computed: undefined, abandoned: 'why' }, /not none \(why\); Besu gives .* strict: true/],
  ])('ReplayRootMismatchError says what %j may come from', (facts, expected) => {
    const mismatch = { group: 'G', blockNumber: '7', block: '0xb', transaction: '0xt', expected: '0xe' }
    const error = new ReplayRootMismatchError({ ...mismatch, computed: '0xc', abandoned: undefined, ...facts })
    expect(error.message).toMatch(expected)
    expect(error.message.includes('differs')).toBe(!facts.sameStateBefore)
  })

  it('SubmissionError has Besu’s answer', () => {
    for (const [name, [code, message]] of Object.entries(submissionRefusals)) {
      const error = refuse(name as keyof typeof submissionRefusals, 'do this')
      expect(error).toBeInstanceOf(SubmissionError)
      expect(error).toMatchObject({
        code: 'SUBMISSION_REFUSED',
        besu: { name, code, message },
        details: { name, code, message },
      })
      expect(error.message).toBe(`${message} (do this)`)
    }
  })

  it('has the JSON-RPC codes and messages of spec 01 §8.2', () => {
    expect(submissionRefusals).toMatchObject({
      DECODE_ERROR: [-50100, 'Unable to decode the private signed raw transaction'],
      UNSUPPORTED_PRIVATE_TRANSACTION_TYPE: [-50100, 'Unsupported private transaction type'],
      FLEXIBLE_PRIVACY_GROUP_ID_NOT_AVAILABLE: [
        -50100,
        'Private transactions to flexible privacy groups must use privacyGroupId',
      ],
      FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST: [-50100, 'Flexible Privacy group does not exist.'],
      PRIVATE_NONCE_TOO_LOW: [-32001, 'Nonce too low'],
      WRONG_CHAIN_ID: [-32000, 'Wrong chainId'],
      PRIVATE_VALUE_NOT_ZERO: [-32603, 'Internal error'],
      ENCLAVE_ERROR: [-50100, 'Error communicating with enclave'],
      PRIVATE_FROM_DOES_NOT_MATCH_ENCLAVE_PUBLIC_KEY: [-50100, 'Private from does not match enclave public key'],
    })
  })

  it('TransactionRefusedError has the pool’s answer', () => {
    for (const [name, [code, message]] of Object.entries(poolRefusals)) {
      const error = new TransactionRefusedError(name as keyof typeof poolRefusals, 'do this')
      expect(error).toMatchObject({ code: 'TRANSACTION_REFUSED', besu: { name, code, message } })
      expect(error.message).toBe(`${message} (do this)`)
    }
  })
})
