#!/usr/bin/env node
/**
 * Runs the conformance runner under plain Node.js: strips the types of `src` and of this folder into a folder below
 * `node_modules/.cache` (only files that have changed) and starts it from there.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../', import.meta.url))
const out = join(root, 'node_modules', '.cache', 'coterie-conformance')

/** Files of a folder and its subfolders, relative to the checkout. */
function filesOf(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs
}

const sources = ['src', 'test/conformance'].flatMap(filesOf)
const stripped = sources.map((name) => join(out, name.replace(/\.ts$/, '.js')))
mkdirSync(out, { recursive: true })
writeFileSync(join(out, 'package.json'), '{"type":"module"}\n')
for (const [index, name] of sources.entries()) {
  const source = join(root, name)
  const target = stripped[index]
  if (modified(target) === modified(source)) continue
  const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
    fileName: source,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
      inlineSourceMap: true,
    },
  })
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, outputText)
  const { utimesSync } = await import('node:fs')
  const { atime, mtime } = statSync(source)
  utimesSync(target, atime, mtime)
}

const { main } = await import(pathToFileURL(join(out, 'test/conformance/main.js')).href)
process.exitCode = await main(process.argv.slice(2), root)
