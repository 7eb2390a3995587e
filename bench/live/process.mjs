#!/usr/bin/env node
/**
 * One fresh process of the benchmark: `process.mjs <checkout> one|queue <recording> [<recording for warming up>]`. Each block is
 * given when the one before has been imported, or so many are given at once. It uses nothing but the public interface of the
 * checkout, which may be an old one. Who has forked it says when some batches have their turn.
 */
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { importSources, root } from '../../test/support/importSources.mjs'

/** Blocks whose time is taken together, and that are given at once. */
const BATCH = 50
/** Batches in a row: who has waited for long begins with empty caches of the processor. */
const BATCHES_A_TURN = 5
/** How often the recording for warming up is imported, into a network of its own each time. */
const WARM_UPS = 2
const [checkout, arrival, recording, warmUp] = process.argv.slice(2)
const { createNetwork } = await library()
const turn = process.send === undefined ? () => undefined : takeTurn
// The compiler takes up to 20,000 blocks to settle, and starts again with the first networks; a recording must be longer than what is
// remembered of signatures. It has its turns, too: a process that waits for long loses what was compiled.
if (warmUp !== undefined) for (let time = 0; time < WARM_UPS; time++) await importAll(warmUp, turn)
const measurement = await importAll(recording, turn)
if (process.send === undefined) console.log(JSON.stringify(measurement))
else process.send(measurement, () => process.disconnect())

async function takeTurn() {
  const next = once(process, 'message')
  process.send('waiting')
  await next
}

/** The library: of this checkout the sources, of another one what was built, or its sources. */
async function library() {
  if (checkout === root) return importSources('src/index.ts', [])
  const built = join(checkout, 'dist/index.js')
  if (existsSync(built)) return import(pathToFileURL(built).href)
  const other = await import(pathToFileURL(join(checkout, 'test/support/importSources.mjs')).href)
  return other.importSources('src/index.ts', [])
}

/**
 * Imports all blocks of a recording into a network of its own, and measures those that the recording says.
 * @param turn waits before every few batches that the recording says, and after the last.
 */
async function importAll(path, turn) {
  const { seed, nodes, group, root, payloads, blocks, preparing } = JSON.parse(readFileSync(path, 'utf8'))
  const network = await createNetwork({ nodes, seed, mining: 'manual' })
  const bytes = blocks.map((block) => Buffer.from(block, 'base64'))
  for (const { handle, payload, senderKey } of payloads) {
    for (const name of nodes) await network.node(name).enclave.put({ handle, payload, senderKey })
  }
  const importOne = async (block) => {
    const { reports } = await network.importBlock(block)
    for (const { error } of reports.values()) if (error !== undefined) throw error
  }
  const importThese = async (some) => {
    if (arrival === 'queue') await Promise.all(some.map(importOne))
    else for (const block of some) await importOne(block)
  }
  await importThese(bytes.slice(0, preparing))
  const measured = bytes.slice(preparing)
  const before = process.cpuUsage()
  const times = []
  for (let at = 0; at < measured.length; at += BATCH) {
    if (times.length % BATCHES_A_TURN === 0) await turn()
    const batch = measured.slice(at, at + BATCH)
    const started = performance.now()
    await importThese(batch)
    times.push(((performance.now() - started) * 1000) / batch.length)
  }
  await turn()
  const { user, system } = process.cpuUsage(before)
  const time = times.toSorted((a, b) => a - b)[times.length >> 1]
  for (const name of nodes) {
    const found = network.node(name).stateRoot(group)
    if (found !== root) throw new Error(`${name} ends with root ${found} instead of ${root}`)
  }
  await network.close()
  return { time, cpu: (user + system) / measured.length, batches: times, root }
}
