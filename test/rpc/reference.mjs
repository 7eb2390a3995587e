#!/usr/bin/env node
/**
 * Writes the method table into `src/rpc/README.md`, as the built program prints it.
 *
 * Usage: `npm run reference [-- --check]`. With `--check` nothing is written; the exit code is 1 when the page is stale.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = new URL('../../', import.meta.url)
const page = new URL('src/rpc/README.md', root)
const built = (name) => fileURLToPath(new URL(`dist/${name}`, root))

const table = execFileSync(process.execPath, [built('cli/main.js'), 'methods', '--markdown'], { encoding: 'utf8' })
const { REFERENCE_MARKERS } = await import(pathToFileURL(built('rpc/methodReference.js')).href)
const { begin, end } = REFERENCE_MARKERS
const text = readFileSync(page, 'utf8')
const [from, to] = [text.indexOf(begin), text.indexOf(end)]
if (from < 0 || to < from) throw new Error('src/rpc/README.md has lost the comments around its method table')
const wanted = `${text.slice(0, from + begin.length)}\n\n${table.trimEnd()}\n\n${text.slice(to)}`
if (text === wanted) {
  console.log('src/rpc/README.md is up to date')
} else if (process.argv.includes('--check')) {
  console.error('src/rpc/README.md is stale: run npm run build, then npm run reference')
  process.exitCode = 1
} else {
  writeFileSync(page, wanted)
  console.log('src/rpc/README.md written')
}
