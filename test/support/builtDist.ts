import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = join(root, 'node_modules', '.cache', 'coterie-test')

let building: Promise<string> | undefined

/**
 * Folder with `src/` as it is published, for tests that need processes of their own. It is kept under a name made from the
 * sources, so that it is built once for each state of them.
 * @returns absolute path; `index.js` in it is the library.
 */
export function builtDist(): Promise<string> {
  building ??= build()
  return building
}

async function build(): Promise<string> {
  const folder = join(cache, `dist-${await fingerprint()}`)
  await mkdir(cache, { recursive: true })
  await providePackage()
  if (await exists(folder)) return folder
  const started = await mkdtemp(join(cache, 'building-'))
  try {
    await compile(started)
    await writeFile(join(started, 'package.json'), JSON.stringify({ type: 'module' }))
    await removeOlder()
    await rename(started, folder)
  } catch (error) {
    await rm(started, { recursive: true, force: true })
    // Another worker was faster.
    if (!(await exists(folder))) throw error
  }
  return folder
}

/** The command line reads its version from the file above its folder. */
async function providePackage(): Promise<void> {
  const folder = await mkdtemp(join(cache, 'package-'))
  await copyFile(join(root, 'package.json'), join(folder, 'package.json'))
  await rename(join(folder, 'package.json'), join(cache, 'package.json'))
  await rm(folder, { recursive: true })
}

async function compile(outDir: string): Promise<void> {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = ['-p', join(root, 'tsconfig.build.json'), '--outDir', outDir]
  try {
    await promisify(execFile)(process.execPath, [compiler, ...options])
  } catch (cause) {
    const output = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : ''
    throw new Error(`src/ cannot be built:\n${output}`, { cause })
  }
}

/** A hash over the sources and what says how they are built. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  const sources = (await readdir(join(root, 'src'), { recursive: true })).filter((file) => file.endsWith('.ts')).sort()
  for (const file of ['tsconfig.json', 'tsconfig.build.json', ...sources.map((source) => join('src', source))]) {
    hash.update(`${file}\n`).update(await readFile(join(root, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

const AN_HOUR = 3_600_000

/** Builds of older sources, but none that a run may still be using. */
async function removeOlder(): Promise<void> {
  for (const name of await readdir(cache)) {
    const { mtimeMs } = await stat(join(cache, name))
    if (mtimeMs < Date.now() - AN_HOUR) await rm(join(cache, name), { recursive: true, force: true })
  }
}

function exists(folder: string): Promise<boolean> {
  return access(folder).then(
    () => true,
    () => false,
  )
}
