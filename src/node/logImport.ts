import { type Logger, silentLogger } from '../primitives/Logger.ts'
import type { ImportReport, ImportedMarker } from './ImportReport.ts'

/** Logs what became of a block on a node: replays for operators, markers for those who look closely. */
export function logImport(logger: Logger, report: ImportReport): void {
  if (logger === silentLogger) return
  const { number, hash, imported, error, markers, replays, known } = report
  for (const { marker, group, strategy, transactions, deferred, blocks, bytes, snapshotBytes, ...rest } of replays) {
    const { milliseconds, root } = rest
    const ms = Math.round(milliseconds * 10) / 10
    logger.info('replayed a history', {
      block: number.toString(),
      group,
      transactions,
      blocks,
      bytes,
      ...(strategy === 'replay' ? {} : { strategy, deferred, snapshotBytes }),
      ms,
      root,
      marker,
    })
  }
  for (const marker of known) {
    logger.info('the history of an add is here already: nothing is replayed', { block: number.toString(), marker })
  }
  for (const marker of markers) logger.debug('marker', fieldsOf(marker))
  if (imported) {
    logger.debug('imported a block', { block: number.toString(), hash, markers: markers.length })
  } else {
    logger.warn('refused a block', { block: number.toString(), hash, code: error?.code, problem: error?.message })
  }
}

function fieldsOf({ marker, group, result, reason, status, capped }: ImportedMarker): Record<string, unknown> {
  return {
    marker,
    ...(group === undefined ? {} : { group }),
    result,
    ...(reason === undefined ? {} : { reason }),
    ...(status === undefined ? {} : { status }),
    ...(capped ? { capped } : {}),
  }
}
