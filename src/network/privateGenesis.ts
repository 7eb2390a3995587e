import type { GenesisAccountJson } from '../chain/genesis.ts'
import { CoterieError, isCoterieError } from '../errors/CoterieError.ts'
import type { PrivateGenesisAccount, PrivateGenesisProvider } from '../management/groupGenesis.ts'
import { type Hex, fromHex, padLeft, toBase64, toHex } from '../primitives/bytes.ts'
import { isObject, shown } from '../primitives/shown.ts'

/**
 * Gives the accounts that a group starts with, by address, as `alloc` of a genesis description has them. All nodes ask it, each
 * for itself, and whenever a group has no state: for the same group and block it must give the same.
 * @param group group id, base64. @param block number of the block that is being executed.
 */
export type PrivateGenesis = (group: string, block: bigint) => Readonly<Record<string, GenesisAccountJson>>

const ALLOC = "an object of accounts by address, for instance { '0x…': { balance: '0x1', code: '0x00' } }"
const WORD = 2n ** 256n
const MOST_NONCE = 2n ** 64n - 1n

/**
 * @internal The option as groups are started with it. What it throws, and accounts that are none, end as `INVALID_OPTION`: the node then
 * refuses the block that starts the group.
 */
export function privateGenesisFrom(provide: PrivateGenesis): PrivateGenesisProvider {
  return (groupId, blockNumber) => {
    const group = toBase64(groupId)
    try {
      return privateAccountsFrom(provide(group, blockNumber))
    } catch (cause) {
      throw named(group, blockNumber, cause)
    }
  }
}

/** @internal Accounts as a genesis description has them. @throws {CoterieError} `INVALID_OPTION`. */
export function privateAccountsFrom(alloc: unknown): PrivateGenesisAccount[] {
  if (!isPlain(alloc)) throw invalid(`it must give ${ALLOC}, not ${kindOf(alloc)}`)
  return Object.entries(alloc).map(([address, account]) => accountFrom(address, account))
}

function accountFrom(name: string, account: unknown): PrivateGenesisAccount {
  const address = hexBytes(name, 'an address')
  if (address.length !== 20) throw invalid(`${shown(name)} is no address of 20 bytes`)
  if (!isPlain(account)) throw invalid(`the account ${name} must be an object, not ${kindOf(account)}`)
  const { nonce = 0, balance = 0, code = '0x', storage = {} } = account as GenesisAccountJson
  if (!isPlain(storage)) throw invalid(`storage of ${name} must be an object of values by slot, not ${kindOf(storage)}`)
  return {
    address: toHex(address),
    nonce: amount(nonce, `nonce of ${name}`, MOST_NONCE),
    balance: amount(balance, `balance of ${name}`, WORD - 1n),
    code: hexBytes(code, `code of ${name}`),
    storage: storageFrom(storage, `storage of ${name}`),
  }
}

function storageFrom(storage: object, what: string): ReadonlyMap<Hex, Uint8Array> {
  const slots = new Map<Hex, Uint8Array>()
  for (const [slot, value] of Object.entries(storage)) {
    slots.set(toHex(padLeft(word(slot, `a slot in ${what}`), 32)), word(value, `slot ${slot} in ${what}`))
  }
  return slots
}

function word(value: unknown, what: string): Uint8Array {
  const bytes = hexBytes(value, what)
  if (bytes.length > 32) throw invalid(`${what} has ${bytes.length} bytes; there is room for 32`)
  return bytes
}

/** Digits of a genesis description may be odd in number, and `0x` is not needed. */
function hexBytes(value: unknown, what: string): Uint8Array {
  const digits = typeof value === 'string' ? value.replace(/^0x/, '') : undefined
  if (digits === undefined || !/^[0-9a-fA-F]*$/.test(digits)) throw invalid(`${what} must be hex, not ${kindOf(value)}`)
  return fromHex(digits.length % 2 === 0 ? digits : `0${digits}`)
}

function amount(value: unknown, what: string, most: bigint): bigint {
  const given = quantityOf(value)
  if (given === undefined) throw invalid(`${what} must be a number, decimal text or 0x hex, not ${kindOf(value)}`)
  if (given > most) throw invalid(`${what} is above ${most}, the most that there can be`)
  return given
}

function quantityOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value >= 0n ? value : undefined
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined
  if (value === '0x') return 0n
  return typeof value === 'string' && /^(0x[0-9a-fA-F]+|[0-9]+)$/.test(value) ? BigInt(value) : undefined
}

/** A Map, bytes or a promise are objects, too, but have no entries as JSON has them. */
const isPlain = (value: unknown): value is object => isObject(value) && tagOf(value) === 'Object'

const kindOf = (value: unknown): string => (isObject(value) && !isPlain(value) ? `a ${tagOf(value)}` : shown(value))

/** As `Map`, also of an object of another realm. */
const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1)

const invalid = (problem: string): CoterieError => new CoterieError('INVALID_OPTION', problem)

function named(group: string, block: bigint, cause: unknown): CoterieError {
  const problem = isCoterieError(cause, 'INVALID_OPTION') ? cause.message : `it threw ${String(cause)}`
  const message = `privateGenesis, asked for group ${group} in block ${block}: ${problem}`
  return new CoterieError('INVALID_OPTION', message, { cause, details: { option: 'privateGenesis', group } })
}
