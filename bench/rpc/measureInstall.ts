import { lstatSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { output, temporaryFolder } from '../processes/leavingNothing.ts'

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
export async function measureInstall(root: string): Promise<InstallSize> {
  const folder = temporaryFolder('coterie-bench-')
  await output('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root, stderr: 'pipe' })
  const packed = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }\n')
  await output('npm', ['install', '--no-fund', '--no-audit', `./${packed}`], { cwd: folder, stderr: 'pipe' })
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, unknown>>
  }
  return {
    megabytes: megabytesIn(join(folder, 'node_modules')),
    packages: Object.keys(lock.packages).length,
    ownMegabytes: megabytesIn(join(folder, 'node_modules/coterie')),
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
