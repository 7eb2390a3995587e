/** Stages that sampling tells apart, in the order in which reports list them. */
export const SAMPLED_STAGES = [
  'decode',
  'recovery',
  'evm',
  'trie',
  'keccak',
  'storage',
  'public chain',
  'garbage collection',
  'waiting',
  'other',
] as const

/** One of {@link SAMPLED_STAGES}. */
export type SampledStage = (typeof SAMPLED_STAGES)[number]

/** The first that fits decides. Own folders are named as in `src`, whatever they were built into. */
const PLACES: readonly (readonly [RegExp, SampledStage])[] = [
  [/\/crypto\/secp256k1|\/node_modules\/secp256k1\/|@noble\/curves|\/privateTransactionSignature\./, 'recovery'],
  [/\/crypto\/keccak|hash-wasm|@noble\/hashes|^wasm:/, 'keccak'],
  [/\/state\/trie\/|@ethereumjs\/mpt\//, 'trie'],
  [/\/storage\/|\/(classic-level|abstract-level|level|level-transcoder)\//, 'storage'],
  [/\/transaction\/|@ethereumjs\/rlp\//, 'decode'],
  [/\/chain\/|@ethereumjs\/(vm|block|tx)\//, 'public chain'],
  [/\/execution\/|\/state\/|\/management\/|@ethereumjs\/(evm|common|statemanager|util)\//, 'evm'],
]

/** The stage that code of a file belongs to; `undefined` when the file says nothing, as for parts of Node.js. */
export function stageOfFile(url: string): SampledStage | undefined {
  return PLACES.find(([pattern]) => pattern.test(url))?.[1]
}
