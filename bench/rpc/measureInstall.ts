import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the packed package brings into an empty project. */
export interface InstallSize {
  /** Of everything below `node_modules`, MB of file contents. */
  readonly megabytes: number
  /** Packages, the own one included. */
  readonly packages: number
  /** Of the own one, MB. */
  readonly ownMegabytes: number
}

/** Packs the package and installs it into an empty project. @param root folder of the checkout, built. */
export function measureInstall(root: string): InstallSize {
  const folder = mkdtempSync(join(tmpdir(), 'coterie-bench-'))
  try {
    const quiet = { stdio: 'pipe', encoding: 'utf8' } as const
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root, ...quiet })
    const packed = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
    writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }\n')
    execFileSync('npm', ['install', '--no-fund', '--no-audit', `./${packed}`], { cwd: folder, ...quiet })
    const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, unknown>>
    }
    return {
      megabytes: megabytesIn(join(folder, 'node_modules')),
      packages: Object.keys(lock.packages).length,
      ownMegabytes: megabytesIn(join(folder, 'node_modules/coterie')),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function megabytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return (
    files.reduce((sum, name) => {
      const found = lstatSync(join(folder, name))
      return found.isFile() ? sum + found.size : sum
    }, 0) /
    2 ** 20
  )
}
