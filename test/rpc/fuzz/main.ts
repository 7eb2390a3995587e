import { runFuzz } from './runFuzz.ts'

/** Growth of the heap from the first round to the last that is put down to caches, MB. */
const MAX_GROWTH = 24

/**
 * Sends fuzzed requests and tells what came of them.
 * @param args `--requests N`, `--development N`, `--seed N`.
 * @returns the exit code: 0 when every answer was as it must be.
 */
export async function main(args: readonly string[]): Promise<number> {
  const value = (name: string, standard: number): number => {
    const place = args.indexOf(`--${name}`)
    return place < 0 ? standard : Number(args[place + 1])
  }
  const [requests, development, seed] = [value('requests', 95_000), value('development', 5_000), value('seed', 1)]
  const started = performance.now()
  const { sent, faults, codes, internal, heap } = await runFuzz({ requests, development, seed })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  for (const fault of faults) console.log(fault)
  console.log(`${sent} bodies (seed ${seed}) in ${seconds} s; answers by code (0: a result):`, codes)
  console.log('"Internal error" as specified, by method:')
  for (const [method, { count, example }] of Object.entries(internal)) console.log(`  ${method} ${count}: ${example}`)
  const growth = (heap.at(-1) ?? 0) - (heap[0] ?? 0)
  if (heap.length > 0) console.log(`heap after each round, MB: ${heap.join(' ')}`)
  if (growth > MAX_GROWTH) console.log(`the heap has grown by ${growth} MB`)
  console.log(faults.length === 0 ? 'no faults' : `${faults.length} faults or more`)
  return faults.length === 0 && growth <= MAX_GROWTH ? 0 : 1
}
