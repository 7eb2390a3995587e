/** What users of TypeScript get: the declarations as they are published, in a project that has nothing else. */
import { execFile } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { builtDist } from '../support/builtDist.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const PROGRAM = `
import { createNetwork, type PublicReceiptView } from 'coterie'
const network = await createNetwork({
  privateGenesis: (group, block) => ({ [group.slice(0, 1)]: { balance: String(block), storage: { '0x0': '0x1' } } }),
})
const receipt: PublicReceiptView | undefined = network.publicReceipt('0x')
const contract: \`0x\${string}\` | undefined = receipt?.contractAddress
console.log(contract, await network.provider('alice').request({ method: 'eth_chainId' }))
await network.close()
`

const OPTIONS = [
  ...['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023,esnext.disposable'],
  // Links are not followed, so that the packages that Coterie is developed with cannot be found behind them.
  ...['--types', 'node', '--preserveSymlinks', '--skipLibCheck', 'false'],
]

it('compile, and need no package but @types/node', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder()
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, 'coterie'), { recursive: true })
  await mkdir(join(modules, '@types'))
  await symlink(await builtDist(), join(modules, 'coterie', 'dist'))
  await symlink(join(root, 'package.json'), join(modules, 'coterie', 'package.json'))
  for (const name of ['@types/node', 'undici-types'])
    await symlink(join(root, 'node_modules', name), join(modules, name))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'program.ts'), PROGRAM)
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const compiling = promisify(execFile)(process.execPath, [compiler, ...OPTIONS, 'program.ts'], { cwd: folder })
  const complaints = await compiling.then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { readonly stdout: string }).stdout,
  )
  expect(complaints).toBe('')
})
