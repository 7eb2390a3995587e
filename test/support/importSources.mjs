import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Folder of the checkout. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Imports a TypeScript file under plain Node.js: strips the types of `src` and of these folders into a folder below
 * `node_modules/.cache` (only of files that have changed) and imports it from there.
 * @param {string} entry the file, relative to the checkout.
 * @param {string[]} folders what it needs besides `src`.
 */
export async function importSources(entry, folders) {
  const out = await stripSources(folders)
  return import(pathToFileURL(join(out, entry.replace(/\.ts$/, '.js'))).href)
}

/**
 * The first half of {@link importSources}, for programs that run in a process of their own.
 * @param {string[]} folders what they need besides `src`.
 * @returns {Promise<string>} the folder, laid out like the checkout.
 */
export async function stripSources(folders) {
  const out = join(root, 'node_modules', '.cache', 'coterie-sources')
  const files = ['src', ...folders].flatMap(sourcesIn).map((name) => ({
    source: join(root, name),
    target: join(out, name.replace(/\.ts$/, '.js')),
  }))
  const changed = files.filter(({ source, target }) => modified(source) !== modified(target))
  mkdirSync(out, { recursive: true })
  // It says that these are modules, and the command line's version.
  copyFileSync(join(root, 'package.json'), join(out, 'package.json'))
  if (changed.length > 0) await strip(changed)
  return out
}

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

/** When a file was last changed, if it is there. */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtime.getTime()
}
