import { CRYPTO, JOINS, SENDERS } from '../run/Contender.ts'
import { SWEPT_PARAMETERS } from '../workloads/WorkloadParameters.ts'
import { RESULT_FORMAT } from './ResultLine.ts'

/** Says what is wrong with a value; `undefined`: nothing. */
type Check = (value: unknown) => string | undefined

type Fields = Readonly<Record<string, Check>>

const text: Check = (value) => (typeof value === 'string' ? undefined : 'a text')
const least = (minimum: number): Check => {
  return (value) => (isNumber(value) && value >= minimum ? undefined : `a number from ${minimum} on`)
}
const whole = (minimum: number): Check => {
  return (value) =>
    Number.isSafeInteger(value) && Number(value) >= minimum ? undefined : `a whole number from ${minimum} on`
}
const above0: Check = (value) => (isNumber(value) && value > 0 ? undefined : 'a number above 0')
const oneOf = (names: readonly string[]): Check => {
  return (value) => (names.some((name) => name === value) ? undefined : `one of ${names.join(', ')}`)
}
const optional = (check: Check): Check => {
  return (value) => (value === undefined ? undefined : check(value))
}
const nullable = (check: Check): Check => {
  return (value) => (value === null || check(value) === undefined ? undefined : `${check(value) ?? ''}, or null`)
}
const texts: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')
    ? undefined
    : 'a list of texts'
const record = (check: Check, what: string): Check => {
  return (value) =>
    isRecord(value) && Object.values(value).every((one) => check(one) === undefined)
      ? undefined
      : `an object of ${what}`
}

const PARAMETERS: Fields = {
  workload: optional(text),
  seed: optional(text),
  ...Object.fromEntries(SWEPT_PARAMETERS.map((name) => [name, optional(whole(0))])),
}

const IDENTITY: Fields = {
  history: text,
  parameters: (value) => (isRecord(value) ? undefined : 'an object'),
  madeBy: oneOf(['besu', 'coterie']),
  contender: text,
  senders: oneOf(SENDERS),
  crypto: oneOf(CRYPTO),
  join: oneOf(JOINS),
  replayThreads: optional(nullable(whole(0))),
}

const KINDS: Readonly<Record<string, Fields>> = {
  environment: {
    format: oneOf([RESULT_FORMAT]),
    environment: record((value) => (text(value) === undefined ? undefined : least(0)(value)), 'texts and numbers'),
  },
  run: {
    ...IDENTITY,
    repeat: whole(1),
    seconds: above0,
    cpuSeconds: least(0),
    writtenBytes: nullable(least(0)),
    transactions: whole(1),
    roots: texts,
    threadBlocks: optional(whole(0)),
    peakMb: least(0),
    // A database may have become smaller.
    storedBytes: nullable((value) => (isNumber(value) ? undefined : 'a number')),
    sentBytes: nullable(least(0)),
    parts: record(text, 'texts'),
  },
  costs: { ...IDENTITY, source: text, shares: record(least(0), 'numbers'), calls: record(least(0), 'numbers') },
  skipped: { ...IDENTITY, reason: text },
  failed: { ...IDENTITY, reason: text },
}

/** Why a value is no line of results, for instance `"seconds" must be a number above 0, not "abc"`; `undefined`: it is one. */
export function problemOfLine(value: unknown): string | undefined {
  if (!isRecord(value)) return `it must be an object, not ${shown(value)}`
  const { kind, parameters } = value
  const fields = typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  if (fields === undefined) return `it is of no known kind: ${shown(kind)}`
  return (
    problemOf(value, fields, '') ??
    (isRecord(parameters) ? problemOf(parameters, PARAMETERS, 'parameters.') : undefined)
  )
}

function problemOf(value: Readonly<Record<string, unknown>>, fields: Fields, prefix: string): string | undefined {
  for (const [name, check] of Object.entries(fields)) {
    const wanted = check(value[name])
    if (wanted !== undefined) return `"${prefix}${name}" must be ${wanted}, not ${shown(value[name])}`
  }
  return undefined
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  const json = value === undefined ? 'missing' : JSON.stringify(value)
  return json.length > 60 ? `${json.slice(0, 60)}…` : json
}
