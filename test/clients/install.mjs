import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startProcess } from './childProcess.mjs'

/** Milliseconds that the installation may take. */
const LIMIT = 600_000

/** Installs the clients that the lock file names, unless they are there. @param {string} folder of the lock file. */
export async function install(folder) {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
  const note = join(folder, 'node_modules', '.installed-lock')
  if (contentOf(note) === lock) return
  console.log('installing the clients (npm ci)')
  const npm = startProcess('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder })
  const code = await npm.end(LIMIT)
  if (code !== 0) throw new Error(`npm ci ended with ${code}:\n${npm.output()}`)
  writeFileSync(note, lock)
}

function contentOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
