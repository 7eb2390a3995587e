import { runDifferential } from './runDifferential.ts'

/** Cases between two lines of progress. */
const STEP = 10_000

/**
 * Runs many random programs on both engines.
 * @param args `--count N`, `--seed N`, `--first N` (index of the first case).
 * @returns the exit code: 0 when the engines agree.
 */
export async function main(args: readonly string[]): Promise<number> {
  const value = (name: string, standard: number): number => {
    const place = args.indexOf(`--${name}`)
    return place < 0 ? standard : Number(args[place + 1])
  }
  const [count, seed, first] = [value('count', 10_000), value('seed', 1), value('first', 0)]
  const kinds: Record<string, number> = {}
  let ran = 0
  while (ran < count) {
    const result = await runDifferential(seed, Math.min(STEP, count - ran), first + ran)
    ran += result.ran
    for (const [kind, number] of Object.entries(result.kinds)) kinds[kind] = (kinds[kind] ?? 0) + number
    if (result.differences.length > 0) {
      console.log(result.differences.join('\n'))
      console.log(`${result.differences.length} differences or more in ${ran} programs (seed ${seed})`)
      return 1
    }
    console.log(`${ran} programs (seed ${seed}), no difference; they ended as`, kinds)
  }
  return 0
}
