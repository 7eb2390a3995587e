import { readFile } from 'node:fs/promises'
import { CoterieError } from '../../errors/CoterieError.ts'

/** What Besu calls a kind of service in its texts. */
export type ServiceName = 'HTTP' | 'WS'

/** Somebody who may log in. */
export interface User {
  /** Hash of bcrypt. */
  readonly password: string
  readonly permissions: readonly string[]
  readonly privacyPublicKey: string | undefined
}

type Table = Readonly<Record<string, unknown>>

/** Checks a credentials file at start-up (spec 04 §4.2). @throws {CoterieError} `INVALID_OPTION` with Besu's texts. */
export async function checkCredentialsFile(file: string, service: ServiceName): Promise<void> {
  let table: Table
  try {
    table = await parse(await readFile(file, 'utf8'))
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === undefined) {
      throw invalid('An error occurred while parsing the specified RPC authentication configuration file.', cause)
    }
    throw invalid(
      code === 'ENOENT'
        ? `The specified RPC ${service} authentication credential file '${file}' does not exist`
        : `An error occurred while opening the specified RPC ${service} authentication configuration file.`,
      cause,
    )
  }
  const problem = problemOf(table)
  if (problem !== undefined) throw invalid(problem)
}

/** What a credentials file has at the moment. */
export interface Credentials {
  /** A user by name; `undefined`: nobody of that name can log in. */
  readonly user: (name: string) => User | undefined
  /** Why the file would be refused at start-up, with nothing of what it says; `undefined`: it would not. */
  readonly problem: string | undefined
}

/** Reads a credentials file that may have changed since start-up; one that cannot be read has no users. */
export async function readCredentials(file: string): Promise<Credentials> {
  let table: Table
  try {
    table = await parse(await readFile(file, 'utf8'))
  } catch (error) {
    return { user: () => undefined, problem: reasonOf(error) }
  }
  const users = usersOf(table)
  return { user: (name) => (Object.hasOwn(users, name) ? userOf(users[name]) : undefined), problem: problemOf(table) }
}

function userOf(user: unknown): User | undefined {
  const password = textOf(user, 'password')
  if (password === undefined || !isTable(user)) return undefined
  const { permissions } = user
  return {
    password,
    permissions: Array.isArray(permissions) ? permissions.filter((item) => typeof item === 'string') : [],
    privacyPublicKey: textOf(user, 'privacyPublicKey'),
  }
}

/** Why a file cannot be read. The parser's own text quotes lines, and with them hashes of passwords. */
function reasonOf(error: unknown): string {
  const { code, line, column } = error as { code?: unknown; line?: unknown; column?: unknown }
  if (typeof code === 'string') return `it cannot be read (${code})`
  return typeof line === 'number' ? `it is no TOML (line ${line}, column ${String(column)})` : 'it is no TOML'
}

/** What Besu says about a file that cannot be used; it quotes nothing of it. */
function problemOf(table: Table): string | undefined {
  if (Object.values(usersOf(table)).some((user) => textOf(user, 'password') === undefined)) {
    return 'RPC user specified without password.'
  }
  return hasValues(table) ? undefined : 'RPC authentication configuration file contains invalid values.'
}

async function parse(text: string): Promise<Table> {
  // Loaded when there is a file.
  return (await import('smol-toml')).parse(text)
}

function usersOf({ Users: users }: Table): Table {
  return isTable(users) ? users : {}
}

/** Besu looks at every value of the file: passwords and enclave keys must be text with something in it, all others lists. */
function hasValues(table: Table): boolean {
  return Object.entries(table).every(([key, value]) => {
    if (isTable(value)) return hasValues(value)
    if (key === 'password' || key === 'privacyPublicKey') return typeof value === 'string' && value !== ''
    return Array.isArray(value) && value.length > 0
  })
}

function textOf(table: unknown, key: string): string | undefined {
  const value = isTable(table) ? table[key] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

function invalid(message: string, cause?: unknown): CoterieError {
  return new CoterieError('INVALID_OPTION', message, { cause })
}
