import { submissionRefusals } from '../../../src/errors/SubmissionError.ts'
import { ENCLAVE_CODE } from '../../../src/errors/enclaveCatalogue.ts'
import { poolRefusals } from '../../../src/errors/TransactionRefusedError.ts'
import { rpcErrors } from '../../../src/rpc/rpcErrors.ts'

/** All codes that an answer may have. */
const CATALOGUES: readonly Readonly<Record<string, readonly [code: number, message: string]>>[] = [
  rpcErrors,
  submissionRefusals,
  poolRefusals,
]
const CODES: ReadonlySet<number> = new Set([
  ...CATALOGUES.flatMap((catalogue) => Object.values(catalogue).map(([code]) => code)),
  ENCLAVE_CODE,
])
/** Traces of the inside: stack lines, paths of sources, words of the runtime. */
const INSIDE =
  /\n\s+at |node_modules|file:\/\/|node:internal|\/(src|dist|test)\/[\w/]+\.[jt]s|TypeError|RangeError|SyntaxError|Cannot read prop/
/** What a WebSocket says to a notification. */
const ARTEFACT = '{"type":"NONE","jsonrpc":"2.0"}'

/** What an answer must look like for one or several requests. */
export interface AnswerReport {
  /** What is wrong with it; empty: nothing. */
  readonly faults: readonly string[]
  /** Codes of its errors. */
  readonly codes: readonly number[]
}

/**
 * Looks whether a body is a well-formed answer (spec 03 §4) to a body that was sent.
 * @param status of HTTP; `undefined` over WebSocket.
 */
export function checkAnswer(sent: Buffer, status: number | undefined, body: string): AnswerReport {
  const faults: string[] = []
  if (INSIDE.test(body)) faults.push('the answer shows the inside')
  if (status !== undefined && ![200, 400, 413].includes(status)) faults.push(`status ${status}`)
  const request = parsed(sent.toString('utf8'))
  if (body === '' && (status === 413 || (status === 200 && isNotification(request)))) return { faults, codes: [] }
  if (body === ARTEFACT && status === undefined && isNotification(request)) return { faults, codes: [] }
  const answer = parsed(body)
  if (answer === undefined) return { faults: [...faults, 'the answer is no JSON'], codes: [] }
  const answers: unknown[] = Array.isArray(answer) ? answer : [answer]
  if (Array.isArray(answer)) {
    // One without id is answered only if it is malformed otherwise.
    const asked = Array.isArray(request) ? request.length : 0
    const silent = Array.isArray(request) ? request.filter(isNotification).length : 0
    if (answer.length > asked || answer.length < asked - silent)
      faults.push(`${answer.length} answers to ${asked} requests`)
  }
  const codes = answers.flatMap((one) => check(one, faults))
  const refused = codes.some((code) => code === -32700 || code === -32600)
  if (status !== undefined && !Array.isArray(answer) && refused !== (status === 400))
    faults.push(`status ${status} for ${String(codes[0])}`)
  return { faults, codes }
}

function check(answer: unknown, faults: string[]): number[] {
  if (typeof answer !== 'object' || answer === null) {
    faults.push('an answer is no object')
    return []
  }
  const keys = Object.keys(answer).join()
  if (keys === 'jsonrpc,id,result') return []
  if (keys !== 'jsonrpc,id,error') faults.push(`an answer has the fields ${keys}`)
  const { error } = answer as { readonly error?: { readonly code?: unknown; readonly message?: unknown } }
  const { code, message } = error ?? {}
  if (typeof message !== 'string' || message === '') faults.push('an error has no message')
  if (typeof code === 'number' && CODES.has(code)) return [code]
  faults.push(`code ${String(code)} is not specified`)
  return []
}

/** A request without id. */
function isNotification(request: unknown): boolean {
  return typeof request === 'object' && request !== null && !Array.isArray(request) && !('id' in request)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
