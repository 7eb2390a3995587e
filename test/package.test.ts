/** What is published: `npm pack` says it, so that npm's own rules count. */
import { exec } from 'node:child_process'
import { access, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, posix, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { temporaryFolder } from './storage/temporaryFolder.ts'

const root = resolve(import.meta.dirname, '..')
const run = promisify(exec)

/** Paths of the published files, without `./`, with `/`. */
async function publishedFiles(): Promise<ReadonlySet<string>> {
  const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 }
  const { stdout } = await run('npm pack --dry-run --json --ignore-scripts', options)
  const [tarball] = JSON.parse(stdout) as { readonly files: readonly { readonly path: string }[] }[]
  return new Set(tarball?.files.map(({ path }) => path))
}

/** Files and folders that a document of the checkout links to. */
async function linksOf(document: string): Promise<readonly string[]> {
  const text = await readFile(join(root, document), 'utf8')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link.replace(/#.*$/, ''))
    .filter((link) => link !== '' && !link.includes('://'))
    .map((link) => posix.join(posix.dirname(document), link))
}

it('has every document that README.md leads to', async () => {
  const published = await publishedFiles()
  const seen = new Set(['README.md'])
  const dead: string[] = []
  // A set gives what is added to it while it is walked, too.
  for (const document of seen) {
    for (const target of await linksOf(document)) {
      const isThere = await access(join(root, target)).then(
        () => true,
        () => false,
      )
      // Sources that a document names are not published; documents are.
      const isSource = !target.endsWith('.md') && document !== 'README.md'
      if (!isThere || (!isSource && !published.has(target))) dead.push(`${document} -> ${target}`)
      else if (target.endsWith('.md')) seen.add(target)
    }
  }
  expect(dead).toEqual([])
  expect(seen).toContain('src/network/README.md')
})

it('keeps its program when npm prepares the installed package', async () => {
  const installed = await temporaryFolder()
  const program = join(installed, 'dist', 'cli', 'main.js')
  await mkdir(dirname(program), { recursive: true })
  await writeFile(program, '// the program')
  await copyFile(join(root, 'package.json'), join(installed, 'package.json'))
  await run('npm run prepare', { cwd: installed })
  expect(await readFile(program, 'utf8')).toBe('// the program')
})
