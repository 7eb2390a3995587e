import { keccak_256 } from '@noble/hashes/sha3.js'

/** Some of a list: for one seed always the same ones, in the order of the list. */
export function sampleOf<T extends string>(all: readonly T[], count: number, seed: string): T[] {
  const place = (item: T): string =>
    Buffer.from(keccak_256(new TextEncoder().encode(`${seed} ${item}`))).toString('hex')
  const chosen = new Set([...all].sort((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, count))
  return all.filter((item) => chosen.has(item))
}
