#!/usr/bin/env node
/** Runs published clients, unmodified, against the servers: see README.md. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root, stripSources } from '../support/importSources.mjs'
import { startProcess } from './childProcess.mjs'
import { ExampleRun } from './ExampleRun.mjs'
import { flexibleExamples, refusedExamples } from './flexibleExamples.mjs'
import { install } from './install.mjs'
import { runJestSuites } from './jestSuites.mjs'
import { offchainExamples } from './offchainExamples.mjs'
import { multiTenancyExamples } from './multiTenancyExamples.mjs'
import { flexibleSuites, offchainSuites, unitSuites } from './suites.mjs'
import { addTokens, tenantArguments } from './tenants.mjs'

const folder = fileURLToPath(new URL('.', import.meta.url))
/** Milliseconds until a network listens, and until it has ended. */
const NETWORK_LIMIT = 30_000

const wanted = process.argv[2]
const workspace = mkdtempSync(join(tmpdir(), 'coterie-clients-'))
const results = []
const begun = performance.now()

/** What the program is told beside the preset; timed: a block every 0.3 s, so that clients have to wait for theirs. */
const networks = {
  flexible: [],
  'flexible, timed': ['--mining', '0.3'],
  'flexible, 24.3': ['--besu-version', '24.3'],
  offchain: ['--privacy-flexible-groups-enabled=false'],
  'offchain, timed': ['--privacy-flexible-groups-enabled=false', '--mining', '0.3'],
  tenants: tenantArguments(workspace),
  'tenants, besu': [...tenantArguments(workspace), '--multi-tenancy-rules', 'besu'],
}

process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
process.once('exit', () => rmSync(workspace, { recursive: true, force: true }))

await install(folder)
const out = await stripSources([])
const program = join(out, 'src', 'cli', 'main.js')
const packageFolder = copyPackage('web3js-quorum')
symlinkSync(join(folder, 'node_modules'), join(workspace, 'node_modules'), 'dir')

await jestOn('no network', unitSuites)
for (const suite of flexibleSuites) {
  for (const on of ['flexible', 'flexible, timed']) await withNetwork(on, [suite], () => jestOn(on, [suite]))
}
await examplesOn('flexible', flexibleExamples)
await examplesOn('flexible, 24.3', refusedExamples)
await withNetwork('offchain', offchainSuites, () => jestOn('offchain', offchainSuites))
await examplesOn('offchain', offchainExamples)
for (const [on, examples] of [
  ['flexible, timed', flexibleExamples],
  ['offchain, timed', offchainExamples],
]) {
  await examplesOn(
    on,
    examples.filter(({ timed }) => timed),
  )
}
await tenantExamples()

const failed = results.filter(({ problem }) => problem !== undefined)
for (const { name, problem } of failed) console.log(`\n${name}\n${problem.replace(/^/gm, '  ')}`)
const seconds = ((performance.now() - begun) / 1000).toFixed(1)
console.log(`\n${results.length - failed.length} of ${results.length} passed, ${seconds} s`)
if (failed.length > 0 || results.length === 0) process.exitCode = 1

/** The package as it was published, in a folder where its tests and examples may write; its dependencies are beside it. */
function copyPackage(name) {
  const copy = join(workspace, name)
  cpSync(join(folder, 'node_modules', 'web3js-quorum'), copy, { recursive: true })
  return copy
}

async function jestOn(on, suites) {
  const files = suites.filter((name) => isWanted(on, name))
  if (files.length === 0) return
  for (const result of await runJestSuites(packageFolder, files)) report({ on, ...result })
}

/** The examples for tenants, in a copy whose keys are those that its README asks for. */
async function tenantExamples() {
  const runs = [
    ['tenants', multiTenancyExamples('documented')],
    ['tenants, besu', multiTenancyExamples('besu')],
  ]
  if (!runs.some(([on, examples]) => examples.some((example) => isWanted(on, nameOf(example))))) return
  const copy = copyPackage('web3js-quorum-tenants')
  await addTokens(copy, program, workspace)
  for (const [on, examples] of runs) await examplesOn(on, examples, copy)
}

async function examplesOn(on, examples, copy = packageFolder) {
  const names = examples.map(nameOf)
  await withNetwork(on, names, async () => {
    const exampleRun = new ExampleRun(copy)
    try {
      for (const [index, example] of examples.entries()) {
        await attempt(on, names[index], async () => {
          await example.run(exampleRun, example.script)
          return 'as it should'
        })
      }
    } finally {
      await exampleRun.close()
    }
  })
}

/** Does something while a fresh network listens; nothing when none of the names is wanted. */
async function withNetwork(on, names, work) {
  if (!names.some((name) => isWanted(on, name))) return
  const args = [program, '--preset', 'quickstart', '--json', '--logging', 'OFF', ...networks[on]]
  const network = startProcess(process.execPath, args, { cwd: root })
  try {
    await network.until(/^\{.*"nodes".*\}$/m, NETWORK_LIMIT)
    await work()
    network.terminate()
    const code = await network.end(NETWORK_LIMIT)
    if (code !== 0) throw new Error(`it ended with ${code}`)
  } catch (error) {
    report({ on, name: 'the network', ms: 0, problem: `${error.message}\n${network.output()}` })
  } finally {
    await network.kill()
  }
}

async function attempt(on, name, work) {
  if (!isWanted(on, name)) return
  const started = performance.now()
  const took = () => performance.now() - started
  try {
    const outcome = await work()
    report({ on, name, ms: took(), outcome })
  } catch (error) {
    report({ on, name, ms: took(), problem: error.stack ?? String(error) })
  }
}

function isWanted(on, name) {
  return wanted === undefined || on.includes(wanted) || name.includes(wanted)
}

function nameOf({ script }) {
  return `example/${script}`
}

function report(result) {
  results.push(result)
  const { on, name, ms, outcome } = result
  const row = [on.padEnd(15), name.padEnd(78), `${(ms / 1000).toFixed(1)} s`.padStart(7)]
  console.log(`${row.join('  ')}  ${outcome ?? 'FAILED'}`)
}
