/** Public chains without nodes, and transactions for them. */
import {
  type AccessList,
  type TypedTransaction,
  createAccessList2930Tx,
  createBlob4844Tx,
  createFeeMarket1559Tx,
  createLegacyTx,
} from '@ethereumjs/tx'
import { createAddressFromString } from '@ethereumjs/util'
import { PublicChain } from '../../src/chain/PublicChain.ts'
import type { PublicBlock } from '../../src/chain/PublicBlock.ts'
import { type PublicTransaction, publicTransaction } from '../../src/chain/PublicTransaction.ts'
import { type GenesisJson, parseGenesis } from '../../src/chain/genesis.ts'
import { type HardforkName, createCommon } from '../../src/chain/hardfork.ts'
import { privateKeyToAddress } from '../../src/crypto/secp256k1.ts'
import { type Hex, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toAddress } from '../../src/primitives/identifiers.ts'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'

export const KEY = new Uint8Array(32).fill(1)
export const OTHER_KEY = new Uint8Array(32).fill(2)
export const SENDER = toHex(privateKeyToAddress(KEY))
export const OTHER = toHex(privateKeyToAddress(OTHER_KEY))
export const COINBASE = toAddress(new Uint8Array(20).fill(0xc0))
export const ETHER = 10n ** 18n

/** Genesis description with two rich accounts. */
export function genesisJson(
  config: Readonly<Record<string, unknown>> = {},
  rest: Partial<GenesisJson> = {},
): GenesisJson {
  return {
    config: { chainId: 1337, londonBlock: 0, zeroBaseFee: true, ...config },
    gasLimit: '0x1c9c380',
    difficulty: '0x1',
    ...rest,
    alloc: {
      [SENDER]: { balance: `0x${(1000n * ETHER).toString(16)}` },
      [OTHER]: { balance: '0xffffffffffff' },
      ...rest.alloc,
    },
  }
}

/** Every fork with a configuration that begins with it. */
export const FORKS: readonly [HardforkName, Readonly<Record<string, unknown>>][] = [
  ['constantinoplefix', { londonBlock: undefined, constantinopleFixBlock: 0 }],
  ['istanbul', { londonBlock: undefined, istanbulBlock: 0 }],
  ['berlin', { londonBlock: undefined, berlinBlock: 0 }],
  ['london', { londonBlock: 0 }],
  ['shanghai', { shanghaiTime: 0 }],
  ['cancun', { shanghaiTime: 0, cancunTime: 0 }],
]
/** Genesis description of a configuration; what is `undefined` is left out. */
export const forkConfig = (config: Readonly<Record<string, unknown>>) => {
  const json = genesisJson(config)
  return {
    ...json,
    config: Object.fromEntries(Object.entries(json.config ?? {}).filter(([, value]) => value !== undefined)),
  }
}

export function openChain(json: GenesisJson = genesisJson(), blockReward?: bigint): Promise<PublicChain> {
  return PublicChain.open(parseGenesis(json, blockReward), new StagedStore(createMemoryStore()))
}

/** What a test says about a transaction. */
export interface Sketch {
  readonly key?: Uint8Array
  readonly nonce?: bigint
  readonly to?: Hex | null
  readonly value?: bigint
  readonly data?: Uint8Array
  readonly gasLimit?: bigint
  readonly gasPrice?: bigint
  readonly chainId?: bigint
  /** Signed as before EIP-155. */
  readonly unprotected?: boolean
  /** Rules that it is made under; default london. */
  readonly fork?: HardforkName
  /** Makes it a type 1 transaction. */
  readonly accessList?: AccessList
  /** Makes it a type 2 transaction. */
  readonly fees?: { readonly max: bigint; readonly priority: bigint }
  /** Makes it a type 3 transaction with so many blobs; needs {@link fees} and a fork that has them. */
  readonly blobs?: { readonly count: number; readonly maxFee: bigint }
}

export function transaction(sketch: Sketch = {}): TypedTransaction {
  const {
    key = KEY,
    nonce = 0n,
    to = OTHER,
    value = 0n,
    data = new Uint8Array(0),
    gasLimit = 100_000n,
    gasPrice = 0n,
  } = sketch
  const common = createCommon(sketch.fork ?? 'london', sketch.chainId ?? 1337n)
  if (sketch.unprotected === true) common.setHardfork('homestead')
  const fields = { nonce, value, data, gasLimit, ...(to === null ? {} : { to: createAddressFromString(to) }) }
  const { accessList } = sketch
  if (accessList !== undefined) return createAccessList2930Tx({ ...fields, gasPrice, accessList }, { common }).sign(key)
  if (sketch.fees === undefined) return createLegacyTx({ ...fields, gasPrice }, { common }).sign(key)
  const { max, priority } = sketch.fees
  if (sketch.blobs !== undefined) {
    const { count, maxFee } = sketch.blobs
    const blobs = { maxFeePerBlobGas: maxFee, blobVersionedHashes: Array<Hex>(count).fill(`0x01${'00'.repeat(31)}`) }
    return createBlob4844Tx(
      { ...fields, maxFeePerGas: max, maxPriorityFeePerGas: priority, ...blobs },
      { common },
    ).sign(key)
  }
  return createFeeMarket1559Tx({ ...fields, maxFeePerGas: max, maxPriorityFeePerGas: priority }, { common }).sign(key)
}

/** A transaction as the pool gives it to those who make blocks. */
export function candidate(source: TypedTransaction): PublicTransaction {
  const rules = source.common.hardfork()
  return publicTransaction(source, rules === 'petersburg' ? 'constantinoplefix' : (rules as HardforkName))
}

/** Makes the next block. */
export async function make(
  chain: PublicChain,
  transactions: readonly TypedTransaction[] = [],
  template: Partial<Parameters<PublicChain['make']>[0]> = {},
): Promise<PublicBlock> {
  const parent = template.parent ?? chain.head.hash
  const timestamp = chain.requireBlock(parent).source.header.timestamp + 1n
  const candidates = transactions.map(candidate)
  return (await chain.make({ parent, timestamp, coinbase: COINBASE, transactions: candidates, ...template })).block
}

/** Init code that installs runtime code. */
export const installing = (runtime: string): Uint8Array => {
  const code = runtime.replaceAll(' ', '')
  return fromHex(`61${(code.length / 2).toString(16).padStart(4, '0')}80600c6000396000f3${code}`)
}
