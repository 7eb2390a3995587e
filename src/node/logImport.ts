import type { Logger } from '../primitives/Logger.ts'
import type { ImportReport, ImportedMarker } from './ImportReport.ts'

/** Logs what became of a block on a node: replays for operators, markers for those who look closely. */
export function logImport(logger: Logger, { number, hash, imported, error, markers, replays }: ImportReport): void {
  for (const { marker, group, transactions, blocks, bytes, milliseconds, root } of replays) {
    const ms = Math.round(milliseconds * 10) / 10
    logger.info('replayed a history', {
      block: number.toString(),
      group,
      transactions,
      blocks,
      bytes,
      ms,
      root,
      marker,
    })
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
