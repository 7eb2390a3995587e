import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Lets the engine of JavaScript collect all garbage now. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  // Only contexts that are made from now on have it.
  const collect = runInNewContext('gc') as () => void
  collect()
}
