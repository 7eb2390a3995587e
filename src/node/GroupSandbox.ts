import { parseGenesis } from '../chain/genesis.ts'
import type { GenesisAccountJson } from '../chain/genesisAccounts.ts'
import { HARDFORKS, type HardforkName } from '../chain/hardfork.ts'
import { DEFAULT_ENGINE, ENGINE_NAMES, type EngineName, createEngine } from '../execution/createEngine.ts'
import { DEFAULT_EXECUTION_CAP, type Engine, type ExecutionCap } from '../execution/engine.ts'
import type { ExecutionEnvironment } from '../execution/environment.ts'
import { type MarkerOutcome, executeMarker } from '../execution/executeMarker.ts'
import type { EraRule } from '../management/managementCalls.ts'
import { managementCode } from '../management/managementCode.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'
import type { GroupId } from '../primitives/identifiers.ts'
import { JournaledBuffer } from '../state/JournaledBuffer.ts'
import { PrivateMetadataStore } from '../state/PrivateMetadataStore.ts'
import { WorldState } from '../state/WorldState.ts'
import { StagedStore } from '../storage/StagedStore.ts'
import { createMemoryStore } from '../storage/memoryStore.ts'
import { decodePrivateTransaction } from '../transaction/privateTransaction.ts'
import { addressFrom, bytesFrom, choiceFrom, groupIdFrom, groupVersionFrom, objectFrom, quantityFrom } from './doors.ts'
import type { ImportedMarker } from './ImportReport.ts'
import { type PrivateReceiptView, receiptView } from './PrivateReceiptView.ts'

/** What one group is executed on. */
export interface GroupSandboxOptions {
  /** Group id, base64. */
  readonly group: string
  readonly fork: HardforkName
  readonly chainId: bigint
  /** Bytes of deployed code. Default 24,576. */
  readonly codeSizeLimit?: number
  /** Public state, constant for all transactions; address to account. Default empty. */
  readonly publicState?: Readonly<Record<string, GenesisAccountJson>>
  /** Default: the creating transaction decides. */
  readonly era?: EraRule
  readonly executionCap?: Partial<ExecutionCap>
  /** Default `fast`. */
  readonly engine?: EngineName
}

/** The block that a transaction is executed in; hashes and addresses are hex. */
export interface SandboxBlock {
  readonly number: bigint
  readonly timestamp: bigint
  readonly coinbase: string
  readonly gasLimit: bigint
  readonly difficulty?: bigint
  /** 32 bytes, hex. */
  readonly prevRandao?: string
  /** In wei; absent before london. */
  readonly baseFee?: bigint
  /** Hash of an ancestor by number, hex. */
  readonly blockHash: (number: bigint) => string | undefined
}

/** What became of a transaction. */
export interface SandboxResult {
  /** Why the gate refused it. */
  readonly refused: ImportedMarker['reason']
  /** `undefined` when it was refused. */
  readonly receipt: PrivateReceiptView | undefined
  /** Root of the group after it, hex. */
  readonly root: Hex
}

/**
 * Private execution of one group without a chain, an enclave or a node: given headers and transactions, it gives receipts
 * and roots. For looking into single transactions of an existing network, and for comparing engines.
 */
export class GroupSandbox {
  readonly #group: GroupId
  readonly #options: GroupSandboxOptions
  readonly #engine: Engine
  readonly #store = new PrivateMetadataStore(new StagedStore(createMemoryStore()), managementCode)
  readonly #publicView: ReturnType<JournaledBuffer['view']>
  #world = new WorldState(this.#store)

  /** @throws {CoterieError} `INVALID_ARGUMENT`; `GENESIS_INVALID` when the public state cannot be used. */
  constructor(options: GroupSandboxOptions) {
    this.#options = objectFrom(options, 'what a sandbox is made of', "{ group, fork: 'london', chainId: 1337n }")
    choiceFrom(options.fork, HARDFORKS, 'fork')
    quantityFrom(options.chainId, 'chainId')
    this.#engine = createEngine(choiceFrom(options.engine ?? DEFAULT_ENGINE, ENGINE_NAMES, 'engine'))
    this.#group = groupIdFrom(options.group)
    const publicWorld = new WorldState(new PrivateMetadataStore(new StagedStore(createMemoryStore()), () => undefined))
    publicWorld.apply(parseGenesis({ alloc: options.publicState ?? {} }).accounts)
    this.#publicView = new JournaledBuffer(publicWorld).view()
  }

  /** Root of the group's state, hex. */
  get root(): Hex {
    return toHex(this.#world.root())
  }

  /**
   * Executes a transaction as a member's node does when it imports the block.
   * @param wire the signed private transaction, hex or bytes. @param version version of its envelope, 32 bytes.
   * @throws {DecodeError} when it is no private transaction. @throws {CoterieError} `INVALID_ARGUMENT`.
   */
  async execute(block: SandboxBlock, wire: Uint8Array | string, version: Uint8Array | string): Promise<SandboxResult> {
    const environment = this.#environment(objectFrom(block, 'a block', '{ number: 1n, … }'))
    const before = this.#world.root()
    const transaction = decodePrivateTransaction(bytesFrom(wire, 'a private transaction'))
    const context = {
      groupId: this.#group,
      world: this.#world,
      publicView: this.#publicView,
      environment,
      engine: this.#engine,
      cap: { ...DEFAULT_EXECUTION_CAP, ...this.#options.executionCap },
      journaled: false,
      era: this.#options.era ?? 'auto',
    }
    const envelope = { transaction, version: groupVersionFrom(version) }
    let outcome: MarkerOutcome
    try {
      outcome = await executeMarker(context, envelope)
    } catch (error) {
      this.#world = new WorldState(this.#store, before)
      throw error
    }
    if (outcome.kind === 'executed' && outcome.root !== undefined) {
      this.#world.collect(this.#store)
      return { refused: undefined, receipt: receiptView(outcome.receipt), root: this.root }
    }
    // A genesis that no successful transaction followed is forgotten.
    this.#world = new WorldState(this.#store, before)
    if (outcome.kind === 'refused') return { refused: outcome.reason, receipt: undefined, root: this.root }
    return { refused: undefined, receipt: receiptView(outcome.receipt), root: this.root }
  }

  #environment(block: SandboxBlock): ExecutionEnvironment {
    return {
      fork: this.#options.fork,
      chainId: this.#options.chainId,
      codeSizeLimit: this.#options.codeSizeLimit ?? 24_576,
      number: quantityFrom(block.number, 'number'),
      timestamp: quantityFrom(block.timestamp, 'timestamp'),
      coinbase: addressFrom(block.coinbase),
      gasLimit: quantityFrom(block.gasLimit, 'gasLimit'),
      difficulty: block.difficulty ?? 0n,
      prevRandao: block.prevRandao === undefined ? new Uint8Array(32) : bytesFrom(block.prevRandao, 'prevRandao'),
      baseFee: block.baseFee,
      blockHash: (number) => {
        const hash = block.blockHash(number)
        return hash === undefined ? undefined : bytesFrom(hash, 'a block hash')
      },
    }
  }
}
