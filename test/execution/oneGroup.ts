/** One group executed without a chain: the common inputs of spec 01 §12 and 02 §15. */
import { HARDFORKS, type HardforkName } from '../../src/chain/hardfork.ts'
import { readVersion } from '../../src/execution/askManagement.ts'
import { DEFAULT_EXECUTION_CAP, type Engine, type ExecutionCap } from '../../src/execution/engine.ts'
import type { ExecutionEnvironment } from '../../src/execution/environment.ts'
import { type MarkerContext, type MarkerOutcome, executeMarker } from '../../src/execution/executeMarker.ts'
import { ReferenceEngine } from '../../src/execution/reference/ReferenceEngine.ts'
import type { PrivateGenesisProvider } from '../../src/management/groupGenesis.ts'
import type { EraRule } from '../../src/management/managementCalls.ts'
import { managementCode } from '../../src/management/managementCode.ts'
import { MANAGEMENT_PROXY } from '../../src/primitives/addresses.ts'
import { type Hex, concat, fromBase64, fromHex, padLeft, toHex } from '../../src/primitives/bytes.ts'
import { type EnclaveKey, toAddress, toEnclaveKey, toGroupVersion } from '../../src/primitives/identifiers.ts'
import { JournaledBuffer } from '../../src/state/JournaledBuffer.ts'
import { PrivateMetadataStore } from '../../src/state/PrivateMetadataStore.ts'
import type { PublicView } from '../../src/state/PublicView.ts'
import { WorldState } from '../../src/state/WorldState.ts'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import type { Envelope } from '../../src/transaction/envelope.ts'
import { encodeParticipants } from '../../src/transaction/participants.ts'
import type { UnsignedPrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { recoverSender, signPrivateTransaction } from '../../src/transaction/privateTransactionSignature.ts'
import { type AccountSketch, worldOf } from '../state/stores.ts'
import { EA, EB, GROUP, KA, KB, OWNER, OWNER_KEY, USER2, USER2_KEY } from '../transaction/vectors.ts'

export { EA, EB, GROUP, KA, KB, OWNER, OWNER_KEY, USER2, USER2_KEY }
export const KC = toEnclaveKey(fromBase64('k2zXEin4Ip/qBGlRkJejnGWdP9cjkK+DAvKNW31L2C8='))
export const USER3_KEY = fromHex('ae6ae8e5ccbfb04590405997ee2d52d2b330726137b875053c36d94e974d162f')
export const USER3 = toAddress(fromHex('0xf17f52151ebef6c7334fad080c5704d77216b732'))
export const COINBASE = toAddress(fromHex('0x00000000000000000000000000000000000c01bb'))
export const PARENT_HASH: Hex = '0xc63f7fed35675bf3754faab11707f4f157888e8d86f3dca5eaaeffe73e4eb908'
/** Address of the first contract that OWNER deploys in the group, with nonce 1. */
export const FIRST: Hex = '0x10f807f8a905da5bd319196da7523c6bd768690f'
/** With nonce 2. */
export const SECOND: Hex = '0x64425abdaf05a109049dc70290675663625e2d60'
/** With nonce 3. */
export const THIRD: Hex = '0x7456795f34a7f1854a9e4c5874efbdcf0d7f4772'
export const PROXY = toHex(MANAGEMENT_PROXY)

/** What a test says about a transaction; the rest is as in the vectors. */
export interface Request {
  /** Default OWNER. */
  readonly key?: Uint8Array
  /** Default the private nonce of the signer. */
  readonly nonce?: bigint
  /** Absent: a contract is created. */
  readonly to?: Hex
  /** Hex, with or without `0x`. */
  readonly data?: string
  /** Default KA. */
  readonly privateFrom?: EnclaveKey
  /** Default the group's present version. */
  readonly version?: Hex
  readonly gasPrice?: bigint
  readonly value?: bigint
  /** Default 1337; `null`: none. */
  readonly chainId?: bigint | null
}

export interface OneGroupOptions {
  readonly fork?: HardforkName
  readonly publicState?: Readonly<Record<Hex, AccountSketch>>
  readonly era?: EraRule
  readonly cap?: Partial<ExecutionCap>
  readonly journaled?: boolean
  readonly privateGenesis?: PrivateGenesisProvider
  /** Default: see {@link setDefaultEngine}. */
  readonly engine?: Engine
}

/** Init code that installs runtime code: `61 LLLL 80 600c 6000 39 6000 f3 ‖ runtime`. */
export const installing = (runtime: string): string =>
  `61${(runtime.replaceAll(' ', '').length / 2).toString(16).padStart(4, '0')}80600c6000396000f3${runtime.replaceAll(' ', '')}`
/** Calls an address without data and leaves the result on the stack. */
export const CALL = (target: Hex): string => `6000600060006000600073${target.slice(2)}5af1`
export const word = (value: bigint): string => value.toString(16).padStart(64, '0')

let createDefault = (): Engine => new ReferenceEngine()

/** What groups run on that are not given an engine; at first the reference engine. */
export function setDefaultEngine(create: () => Engine): void {
  createDefault = create
}

/** A group that executes transactions one after another. */
export class OneGroup {
  parentHash: Hex = PARENT_HASH
  number = 1n
  publicView: PublicView
  readonly #options: OneGroupOptions
  readonly #engine: Engine
  readonly #store = new PrivateMetadataStore(new StagedStore(createMemoryStore()), managementCode)
  #world = new WorldState(this.#store)

  constructor(options: OneGroupOptions = {}) {
    this.#options = options
    this.#engine = options.engine ?? createDefault()
    this.publicView = new JournaledBuffer(worldOf(options.publicState ?? {})).view()
  }

  get world(): WorldState {
    return this.#world
  }

  get root(): Hex {
    return toHex(this.#world.root())
  }

  get context(): MarkerContext {
    const { era = 'auto', cap, journaled = false, privateGenesis } = this.#options
    return {
      groupId: GROUP,
      world: this.#world,
      publicView: this.publicView,
      environment: this.environment,
      engine: this.#engine,
      cap: { ...DEFAULT_EXECUTION_CAP, ...cap },
      journaled,
      era,
      privateGenesis,
    }
  }

  get environment(): ExecutionEnvironment {
    const { fork = 'london' } = this.#options
    return {
      fork,
      chainId: 1337n,
      codeSizeLimit: 24_576,
      number: this.number,
      timestamp: 1_700_000_000n + this.number,
      coinbase: COINBASE,
      gasLimit: 0x1fffffffffffffn,
      difficulty: HARDFORKS.indexOf(fork) >= HARDFORKS.indexOf('shanghai') ? 0n : 7n,
      prevRandao: new Uint8Array(32).fill(0x77),
      baseFee: HARDFORKS.indexOf(fork) >= HARDFORKS.indexOf('london') ? 0n : undefined,
      blockHash: (number) => (number === this.number - 1n ? fromHex(this.parentHash) : undefined),
    }
  }

  nonce(account: Uint8Array): bigint {
    return this.#world.account(toHex(account))?.nonce ?? 0n
  }

  slot(account: Hex, slot: bigint | Hex): Hex {
    const key: Hex = typeof slot === 'bigint' ? `0x${word(slot)}` : slot
    return toHex(padLeft(this.#world.slot(account, key), 32))
  }

  /** Signs and wraps a transaction. */
  async envelope(request: Request): Promise<Envelope> {
    const { key = OWNER_KEY, to, data = '', privateFrom = KA, gasPrice = 0n, value = 0n, chainId = 1337n } = request
    const unsigned: UnsignedPrivateTransaction = {
      nonce: request.nonce ?? 0n,
      gasPrice,
      gasLimit: 3_000_000n,
      to: to === undefined ? undefined : toAddress(fromHex(to)),
      value,
      payload: fromHex(data.replaceAll(' ', '')),
      chainId: chainId ?? undefined,
      privateFrom,
      recipients: { kind: 'group', groupId: GROUP },
      restriction: 'restricted',
    }
    const nonce = request.nonce ?? this.nonce(recoverSender(signPrivateTransaction(unsigned, key)))
    const version =
      request.version === undefined ? await readVersion(this.context) : toGroupVersion(fromHex(request.version))
    const transaction = signPrivateTransaction({ ...unsigned, nonce }, key)
    return { transaction, version: version ?? toGroupVersion(new Uint8Array(32)) }
  }

  /** Executes a transaction as a member's node does. */
  async execute(request: Request): Promise<MarkerOutcome> {
    const envelope = await this.envelope(request)
    const before = this.#world.root()
    const outcome = await executeMarker(this.context, envelope)
    this.#world.root()
    if (outcome.kind === 'executed' && outcome.root !== undefined) this.#world.collect(this.#store)
    else this.#world = new WorldState(this.#store, before)
    return outcome
  }

  /** Executes a transaction that the gate lets through; gives what there is to see of it. */
  async send(request: Request) {
    const outcome = await this.execute(request)
    if (outcome.kind === 'refused') throw new RangeError(`refused: ${outcome.reason}`)
    const { status, output, logs, revertReason } = outcome.receipt
    return {
      status,
      kind: outcome.outcome,
      output: toHex(output),
      logs,
      revertReason: revertReason && toHex(revertReason),
      root: this.root,
    }
  }

  /** Creates the group. */
  create(...keys: readonly EnclaveKey[]) {
    return this.send({ to: PROXY, data: toHex(encodeParticipants(keys, 'v2')), privateFrom: keys[0] ?? KA })
  }

  /** Deploys runtime code as OWNER; throws unless it succeeds. */
  async deploy(...runtimes: readonly string[]): Promise<void> {
    for (const runtime of runtimes) {
      const { status } = await this.send({ data: installing(runtime) })
      if (status !== 1) throw new RangeError(`deployment of ${runtime} failed`)
    }
  }
}

/** A group of KA whose contracts are deployed (spec 02 §15). */
export async function groupWith(runtimes: readonly string[], options: OneGroupOptions = {}): Promise<OneGroup> {
  const group = new OneGroup(options)
  await group.create(KA)
  await group.deploy(...runtimes)
  return group
}

/** Runtime code that returns what `code` leaves on the stack, top first, as words. */
export function returning(code: string, words: number): string {
  let out = code
  for (let i = 0; i < words; i++) out += `61${(32 * i).toString(16).padStart(4, '0')}52`
  return `${out}61${(32 * words).toString(16).padStart(4, '0')}6000f3`
}

/** The words of an output, hex. */
export const wordsOf = (output: Hex): string[] => output.slice(2).match(/.{64}/g) ?? []

/** Call data of a management function. */
export const LOCK = 'f83d08ba'
export const UNLOCK = 'a69df4b5'
export const removeOf = (key: EnclaveKey): string =>
  toHex(concat(fromHex('1f52a8ee'), fromHex(word(32n)), fromHex(word(BigInt(key.length))), key))
