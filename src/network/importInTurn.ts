import type { PublicBlock } from '../chain/PublicBlock.ts'
import { CoterieError } from '../errors/CoterieError.ts'
import type { ImportReport } from '../node/ImportReport.ts'
import type { NetworkNode } from './NetworkNode.ts'
import type { ImportReports } from './SendingNode.ts'

/** What nodes made of a block. */
export interface Imports {
  /** In the order of the nodes; without those that could not use their stores. */
  readonly reports: ImportReports
  /** Of the first node that could not use its store. */
  readonly failure: Error | undefined
}

/**
 * Lets nodes import a block one after another: what the first has executed the others need not execute. While a node waits for its
 * store the next one begins.
 */
export async function importInTurn(nodes: readonly NetworkNode[], block: PublicBlock): Promise<Imports> {
  const imports: (ImportReport | Error | Promise<ImportReport | Error>)[] = []
  for (const node of nodes) {
    let isWriting = false
    let goOn: (() => void) | undefined
    const importing = withoutThrowing(() =>
      node.importDecoded(block, () => {
        isWriting = true
        goOn?.()
      }),
    )
    imports.push(importing)
    if (importing instanceof Promise && !isWriting) {
      await Promise.race([importing, new Promise<void>((resolve) => (goOn = resolve))])
    }
  }
  const reports = new Map<string, ImportReport>()
  let failure: Error | undefined
  for (const [at, node] of nodes.entries()) {
    const importing = imports[at]
    const report = importing instanceof Promise ? await importing : importing
    // A node that cannot use its store is no reason to keep the block from the others.
    if (report instanceof Error) failure ??= report
    else if (report !== undefined) reports.set(node.name, report)
  }
  return { reports, failure }
}

/** What is thrown is returned. */
function withoutThrowing<T>(work: () => T | Promise<T>): T | Error | Promise<T | Error> {
  try {
    const result = work()
    return result instanceof Promise ? result.catch(errorOf) : result
  } catch (error) {
    return errorOf(error)
  }
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new CoterieError('STORE_IO', String(thrown))
}
