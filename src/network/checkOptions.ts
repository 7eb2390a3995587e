import { CoterieError } from '../errors/CoterieError.ts'
import { isObject } from '../primitives/shown.ts'
import { JOIN_CHECKS, JOIN_STRATEGIES } from '../replay/join/JoinSettings.ts'
import { MOST_REPLAY_THREADS } from '../replay/parallel/mostReplayThreads.ts'
import type { NetworkOptions, NodeOptions } from './options.ts'

/** What kind of value an option has; the value itself is looked at where it is used. */
type Kind = readonly [description: string, fits: (value: unknown) => boolean]

const text: Kind = ['text', (value) => typeof value === 'string']
const flag: Kind = ['true or false', (value) => typeof value === 'boolean']
const wei: Kind = [
  'a bigint from 0 to 2^256 - 1, in wei',
  (value) => typeof value === 'bigint' && value >= 0n && value < 2n ** 256n,
]
const fn: Kind = ['a function', (value) => typeof value === 'function']
const object: Kind = ['an object', isObject]
const oneOf = (...values: readonly string[]): Kind => [
  values.map((value) => `'${value}'`).join(' or '),
  (value) => typeof value === 'string' && values.includes(value),
]

const kinds: Readonly<Record<keyof NetworkOptions, Kind>> = {
  nodes: ['a list of names, or names with options', (value) => isObject(value) || isNameList(value)],
  dataPath: text,
  readOnly: flag,
  genesis: object,
  blockReward: wei,
  privateGenesis: fn,
  privacy: oneOf('flexible', 'offchain'),
  mining: ["'auto', 'manual' or { intervalMs }", (value) => value === 'auto' || value === 'manual' || isObject(value)],
  minGasPrice: wei,
  coinbase: text,
  seed: text,
  clock: ['an object with nextTimestamp()', (value) => hasFunction(value, 'nextTimestamp')],
  besuVersion: oneOf('auto', '22.7', '24.3'),
  multiTenancy: flag,
  multiTenancyRules: oneOf('documented', 'besu'),
  strict: flag,
  logger: [
    'an object with trace(), debug(), info(), warn(), error() and child()',
    (value) => hasFunction(value, 'child'),
  ],
  engine: oneOf('reference', 'fast'),
  join: oneOf(...JOIN_STRATEGIES),
  joinCheck: oneOf(...JOIN_CHECKS),
  checkpointEvery: ['a positive whole number', (value) => Number.isSafeInteger(value) && Number(value) > 0],
  executionCap: object,
  stateMemory: [
    'a whole number of bytes, 1000000 or more',
    (value) => Number.isSafeInteger(value) && Number(value) >= 1e6,
  ],
  replayThreads: [
    `a whole number from 0 to ${MOST_REPLAY_THREADS}`,
    (value) => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MOST_REPLAY_THREADS,
  ],
}

const nodeKinds: Readonly<Record<keyof NodeOptions, Kind>> = {
  enclaveKey: text,
  enclaveKeys: ['a list of enclave keys, base64', (value) => isNameList(value) && value.length > 0],
  multiTenancy: flag,
  keyType: oneOf('nacl', 'ec'),
  privateKey: text,
  markerKey: text,
  besuVersion: oneOf('auto', '22.7', '24.3'),
  strict: flag,
}

/**
 * Makes sure that all options are known and have the right type.
 * @throws {CoterieError} `INVALID_OPTION`.
 */
export function checkOptions(options: NetworkOptions): void {
  requireOptions(options, 'createNetwork')
  check(options, kinds, '')
  const { nodes } = options
  if (nodes === undefined || isNameList(nodes)) return
  for (const [name, node] of Object.entries(nodes)) {
    if (!isObject(node)) throw new CoterieError('INVALID_OPTION', `nodes.${name} must be an object with options`)
    check(node, nodeKinds, `nodes.${name}.`)
  }
}

/**
 * Makes sure that options are an object.
 * @param method whose they are.
 * @throws {CoterieError} `INVALID_OPTION`.
 */
export function requireOptions(options: object, method: string): void {
  if (!isObject(options)) throw new CoterieError('INVALID_OPTION', `${method} wants an object with options, or nothing`)
}

function check(options: object, known: Readonly<Record<string, Kind>>, prefix: string): void {
  for (const [name, value] of Object.entries(options)) {
    const kind = Object.hasOwn(known, name) ? known[name] : undefined
    if (kind === undefined) {
      const names = Object.keys(known).join(', ')
      throw new CoterieError('INVALID_OPTION', `${prefix}${name} is no option; there are ${names}`)
    }
    const [description, fits] = kind
    if (value !== undefined && !fits(value)) {
      throw new CoterieError('INVALID_OPTION', `${prefix}${name} must be ${description}`)
    }
  }
}

function isNameList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string')
}

function hasFunction(value: unknown, name: string): boolean {
  return isObject(value) && typeof (value as Readonly<Record<string, unknown>>)[name] === 'function'
}
