import type { CoterieError } from '../../src/index.ts'

/**
 * How the recordings name the reason of a refusal.
 * @param recorded what the recording says; the class of Besu's exception is taken over where the stage agrees.
 */
export function refusalOf({ code }: CoterieError, recorded: string | undefined): string {
  switch (code) {
    case 'UNKNOWN_PARENT':
      return 'unknown parent'
    case 'BLOCK_PROCESSING_FAILED':
      return 'block processing failed'
    case 'HYDRATION_FAILED':
    case 'REPLAY_ROOT_MISMATCH':
      return recorded?.startsWith('exception during hydration: ') === true ? recorded : 'exception during hydration'
    default:
      return code
  }
}
