import { readFile } from 'node:fs/promises'
import { UsageError } from '../reportError.ts'

/** What Java says where Node.js has codes. */
const REASONS: ReadonlyMap<string | undefined, string> = new Map([
  ['ENOENT', 'No such file or directory'],
  ['EACCES', 'Permission denied'],
  ['EISDIR', 'Is a directory'],
])

/**
 * Enclave keys (base64) as Besu reads `--privacy-public-key-file`: verbatim, so that a line end at the end is refused (spec
 * 04 §8, §10.1).
 * @throws {UsageError} with Besu's texts.
 */
export async function readEnclaveKeyFiles(files: readonly string[]): Promise<string[]> {
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        throw new UsageError(`Problem with privacy-public-key-file: ${file} (${reasonOf(error)})`)
      })
      const problem = base64Problem(text)
      if (problem === undefined) return text
      throw new UsageError(`Contents of privacy-public-key-file invalid: ${problem}`)
    }),
  )
}

/** Private keys (hex) that sign markers. @throws {UsageError}. */
export async function readSigningKeyFiles(files: readonly string[]): Promise<string[]> {
  const option = 'privacy-marker-transaction-signing-key-file'
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        throw new UsageError(`Problem with ${option}: ${file} (${reasonOf(error)})`)
      })
      if (/^(0x)?[0-9a-fA-F]{64}$/.test(text.trim())) return text.trim()
      throw new UsageError(`Contents of ${option} invalid: ${file} must hold a private key, hex of 32 bytes`)
    }),
  )
}

/** What Java's decoder says of a text that is no base64. */
function base64Problem(text: string): string | undefined {
  const illegal = /[^A-Za-z0-9+/=]/.exec(text)?.[0]
  if (illegal !== undefined) return `Illegal base64 character ${illegal.charCodeAt(0).toString(16)}`
  return /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}(==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)
    ? undefined
    : 'Input byte array has wrong 4-byte ending unit'
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return REASONS.get(code) ?? message
}
