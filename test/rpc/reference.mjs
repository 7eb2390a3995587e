#!/usr/bin/env node
/**
 * Writes the generated tables of the reference pages, as the built program has them: methods into `src/rpc/README.md`, what
 * tenants may see into `src/rpc/tenancy/README.md`.
 *
 * Usage: `npm run reference [-- --check]`. With `--check` nothing is written; the exit code is 1 when a page is stale.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = new URL('../../', import.meta.url)
const built = (name) => fileURLToPath(new URL(`dist/${name}`, root))
const load = (name) => import(pathToFileURL(built(name)).href)

const methods = execFileSync(process.execPath, [built('cli/main.js'), 'methods', '--markdown'], { encoding: 'utf8' })
const { REFERENCE_MARKERS } = await load('rpc/methodReference.js')
const { ACCESS_MARKERS, accessReference } = await load('rpc/tenancy/accessReference.js')
write('src/rpc/README.md', REFERENCE_MARKERS, methods)
write('src/rpc/tenancy/README.md', ACCESS_MARKERS, accessReference())

function write(name, { begin, end }, table) {
  const page = new URL(name, root)
  const text = readFileSync(page, 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${name} has lost the comments around its table`)
  const wanted = `${text.slice(0, from + begin.length)}\n\n${table.trimEnd()}\n\n${text.slice(to)}`
  if (text === wanted) {
    console.log(`${name} is up to date`)
  } else if (process.argv.includes('--check')) {
    console.error(`${name} is stale: run npm run build, then npm run reference`)
    process.exitCode = 1
  } else {
    writeFileSync(page, wanted)
    console.log(`${name} written`)
  }
}
