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
    const problem = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : ''
    if (code === undefined) {
      const text = 'An error occurred while parsing the specified RPC authentication configuration file.'
      throw invalid(`${text} (${problem})`, cause)
    }
    throw invalid(
      code === 'ENOENT'
        ? `The specified RPC ${service} authentication credential file '${file}' does not exist`
        : `An error occurred while opening the specified RPC ${service} authentication configuration file. (${problem})`,
      cause,
    )
  }
  if (Object.values(usersOf(table)).some((user) => textOf(user, 'password') === undefined)) {
    throw invalid('RPC user specified without password.')
  }
  if (!hasValues(table)) throw invalid('RPC authentication configuration file contains invalid values.')
}

/** A user as the file has it now; `undefined` when it has none of that name, or cannot be read. */
export async function readUser(file: string, name: string): Promise<User | undefined> {
  let users: Table
  try {
    users = usersOf(await parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
  const user = Object.hasOwn(users, name) ? users[name] : undefined
  const password = textOf(user, 'password')
  if (password === undefined || !isTable(user)) return undefined
  const { permissions } = user
  return {
    password,
    permissions: Array.isArray(permissions) ? permissions.filter((item) => typeof item === 'string') : [],
    privacyPublicKey: textOf(user, 'privacyPublicKey'),
  }
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
