/** Networks whose histories are executed in threads: worker threads run the compiled form of the sources. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Network } from '../../../src/network/Network.ts'
import { ParallelReplay, type ThreadUse } from '../../../src/replay/parallel/ParallelReplay.ts'
import type { ThreadPatience } from '../../../src/replay/parallel/ReplayThread.ts'
import { ReplayThreads } from '../../../src/replay/parallel/ReplayThreads.ts'
import { stripSources } from '../../support/importSources.mjs'

/** However short and few the histories are, and however fast the main thread is. */
const ALWAYS: ThreadUse = { transactions: 1, alone: 1, aloneInAll: 1, waits: true }

/** URL of the program of replay threads. */
export async function workerProgram(): Promise<URL> {
  const folder = await stripSources([])
  return pathToFileURL(join(folder, 'src', 'replay', 'parallel', 'thread', 'replayWorker.js'))
}

/** @param program by default that of replay threads. @param patience by default the usual one. */
export async function createThreads(program?: URL, patience?: ThreadPatience): Promise<ReplayThreads> {
  return new ReplayThreads(program ?? (await workerProgram()), patience)
}

/** Lets the nodes of a network use threads. */
export function useThreads(
  network: Network,
  threads: ReplayThreads,
  { count = 1, use = ALWAYS }: { readonly count?: number; readonly use?: ThreadUse } = {},
): void {
  const ahead = new ParallelReplay(count, threads, use)
  for (const node of network.nodes) Object.assign(node.context, { ahead })
}
