import { join } from 'node:path'
import { type Block, createBlockFromRLP } from '@ethereumjs/block'
import { type Common, Mainnet, createCustomCommon } from '@ethereumjs/common'
import { bytesIn } from '../../src/bench/measure/bytesIn.ts'
import type { MeasuredReplay, ReplayOutcome } from '../../src/bench/run/Contender.ts'
import { readDeliveries } from '../../src/bench/workloads/historyFiles.ts'
import { privateAccounts } from '../../src/bench/workloads/privateAccounts.ts'
import { genesisAccounts } from '../../src/chain/genesisAccounts.ts'
import { fromBase64, fromHex, toBase64, toHex } from '../../src/primitives/bytes.ts'
import { ObviousReplay, decodeBlob, decodeEnvelope } from './ObviousReplay.ts'

/**
 * The obvious way to replay a private history in JavaScript. It is given the newcomer's block and the payloads; the public chain
 * is decoded before time is taken, and entries that the newcomer has already are replayed before, too.
 */
export async function replay({ task, history, scratch, tell, begin }: MeasuredReplay): Promise<ReplayOutcome> {
  const common = createCustomCommon({ chainId: Number(history.genesis.config?.['chainId']) }, Mainnet, {
    hardfork: HARDFORKS[history.fork] ?? history.fork,
  })
  const chain = await readChain(task.history, common)
  const accounts = history.accounts === null ? [] : genesisAccounts(privateAccounts(history.accounts))
  const all = chain.blobs.map((blob) => decodeBlob(fromBase64(blob)))
  const known = all.reduce((sum, entries) => sum + entries.length, 0) - history.transactions
  const groups: { readonly replay: ObviousReplay; readonly done: number }[] = []
  for (const [index, entries] of all.entries()) {
    const group = await ObviousReplay.open(join(scratch, `group-${index}`), common, chain.hashes)
    await group.begin(accounts)
    const done = Math.round(known / all.length)
    for (const entry of entries.slice(0, done)) await group.replay(entry, chain.blockOf(entry.marker))
    groups.push({ replay: group, done })
  }
  const before = await bytesIn(scratch)
  const end = await begin()
  let transactions = 0
  for (const [index, { replay: group, done }] of groups.entries()) {
    for (const entry of decodeBlob(fromBase64(chain.blobs[index] ?? '')).slice(done)) {
      await group.replay(entry, chain.blockOf(entry.marker))
      tell(++transactions)
    }
  }
  const use = await end()
  // The transaction that adds the newcomer is no part of the history, but of the root that is recorded.
  const roots: string[] = []
  for (const [index, { replay: group }] of groups.entries()) {
    roots.push(await group.execute(decodeEnvelope(chain.adds[index] ?? ''), chain.last()))
  }
  for (const { replay: group } of groups) await group.close()
  return {
    use,
    roots,
    transactions,
    storedBytes: (await bytesIn(scratch)) - before,
    sentBytes: history.bytes,
    parts: { 'obvious signatures': '@noble/curves', 'obvious keccak': '@noble/hashes' },
  }
}

const HARDFORKS: Readonly<Record<string, string>> = { constantinoplefix: 'petersburg' }

interface Chain {
  readonly hashes: ReadonlyMap<bigint, Uint8Array>
  readonly blockOf: (marker: Uint8Array) => Block
  /** The newcomer's block. */
  readonly last: () => Block
  /** History blobs that the newcomer's block names, and envelopes of the adds that bring them; base64. */
  readonly blobs: readonly string[]
  readonly adds: readonly string[]
}

async function readChain(folder: string, common: Common): Promise<Chain> {
  const hashes = new Map<bigint, Uint8Array>()
  const byMarker = new Map<string, Block>()
  let last: Block | undefined
  let named: [add: string, blob: string][] = []
  for await (const { rlp, payloads } of readDeliveries(folder)) {
    const block = createBlockFromRLP(fromHex(rlp), { common, skipConsensusFormatValidation: true })
    hashes.set(block.header.number, block.hash()).set(block.header.number - 1n, block.header.parentHash)
    for (const transaction of block.transactions) byMarker.set(toHex(transaction.hash()), block)
    const payload = (handle: Uint8Array): string =>
      payloads.find((one) => one.handle === toBase64(handle))?.payload ?? ''
    named = block.transactions
      .filter(({ data }) => data.length === 64)
      .map(({ data }) => [payload(data.subarray(0, 32)), payload(data.subarray(32))])
    last = block
  }
  const required = (block: Block | undefined, what: string): Block => {
    if (block === undefined) throw new Error(`there is no ${what}`)
    return block
  }
  return {
    hashes,
    blockOf: (marker) => required(byMarker.get(toHex(marker)), `block with the marker ${toHex(marker)}`),
    last: () => required(last, 'block at all'),
    blobs: named.map(([, blob]) => blob),
    adds: named.map(([add]) => add),
  }
}
