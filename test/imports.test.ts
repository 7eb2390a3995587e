import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'

/** The folders of `src` in order: imports point only to earlier ones. `index.ts` and `cli` are the two front doors. */
const FOLDERS = [
  'primitives',
  'errors',
  'crypto',
  'storage',
  'transaction',
  'enclave',
  'state',
  'management',
  'chain',
  'execution',
  'replay',
  'node',
  'network',
  'rpc',
  'server',
  'bench',
  'cli',
]
const SRC = resolve(import.meta.dirname, '../src')

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8')
  return [...text.matchAll(/(?:from|import) '(\.[^']+)'|import\('(\.[^']+)'\)/g)].map((match) =>
    relative(SRC, resolve(dirname(join(SRC, file)), match[1] ?? match[2] ?? '')),
  )
}

const folderOf = (file: string): string => file.split('/')[0] ?? ''

it('imports point one way', () => {
  const upwards: string[] = []
  for (const file of files.filter((name) => name.includes('/'))) {
    for (const imported of importsOf(file)) {
      if (FOLDERS.indexOf(folderOf(imported)) > FOLDERS.indexOf(folderOf(file))) upwards.push(`${file} -> ${imported}`)
    }
  }
  expect(upwards).toEqual([])
  expect(new Set(files.filter((name) => name.includes('/')).map(folderOf))).toEqual(new Set(FOLDERS))
})

it('no file imports itself through others', () => {
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
    if (done.has(file) || path.includes(file)) return
    for (const imported of importsOf(file)) visit(imported, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  expect(circles).toEqual([])
})
