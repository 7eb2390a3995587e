import type { CoterieError } from '../../src/index.ts'

const HYDRATION = 'exception during hydration: '
/** What Besu throws when a replay gives another root; every other exception is trouble with the history itself. */
const OTHER_ROOT = `${HYDRATION}RuntimeException`

/**
 * How the recordings name the reason of a refusal.
 * @param recorded what the recording says. Which exception of Java broke off a hydration has no counterpart here; its name is
 * taken over where the kind of trouble agrees.
 */
export function refusalOf({ code }: CoterieError, recorded: string | undefined): string {
  if (code === 'UNKNOWN_PARENT') return 'unknown parent'
  if (code === 'BLOCK_PROCESSING_FAILED') return 'block processing failed'
  if (code === 'REPLAY_ROOT_MISMATCH') return OTHER_ROOT
  const agrees = code === 'HYDRATION_FAILED' && recorded?.startsWith(HYDRATION) === true && recorded !== OTHER_ROOT
  return agrees ? recorded : code
}
