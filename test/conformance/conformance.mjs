#!/usr/bin/env node
/**
 * Starts the conformance runner under plain Node.js: strips the types of `src` and of this folder into a folder below
 * `node_modules/.cache` (only of files that have changed) and runs it from there.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const out = join(root, 'node_modules', '.cache', 'coterie-conformance')

/** Names of a folder's TypeScript files, relative to the checkout. */
function sourcesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
}

/** Writes the JavaScript of changed files. */
async function strip(names) {
  const { default: ts } = await import('typescript')
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
    inlineSourceMap: true,
  }
  for (const { source, target } of names) {
    const { mtime } = statSync(source)
    const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), { fileName: source, compilerOptions })
    mkdirSync(dirname(target), { recursive: true })
    const unfinished = `${target}.${process.pid}`
    writeFileSync(unfinished, outputText)
    // The same time says that this is what came of the source as it is.
    utimesSync(unfinished, mtime, mtime)
    renameSync(unfinished, target)
  }
}

const files = [...sourcesIn('src'), ...sourcesIn(join('test', 'conformance'))].map((name) => ({
  source: join(root, name),
  target: join(out, name.replace(/\.ts$/, '.js')),
}))
/** When a file was last changed, if it is there. */
const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtime.getTime()
const changed = files.filter(({ source, target }) => modified(source) !== modified(target))
mkdirSync(out, { recursive: true })
const description = join(out, 'package.json')
if (modified(description) === undefined) writeFileSync(description, '{"type":"module"}\n')
if (changed.length > 0) await strip(changed)

const { main } = await import(pathToFileURL(join(out, 'test', 'conformance', 'main.js')).href)
process.exitCode = await main(process.argv.slice(2), root)
