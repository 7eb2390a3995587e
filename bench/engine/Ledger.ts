import type { Engine, Execution, ExecutionOutcome } from '../../src/execution/engine.ts'
import { DEFAULT_EXECUTION_CAP } from '../../src/execution/engine.ts'
import { ResolvedState } from '../../src/execution/ResolvedState.ts'
import { type Hex, fromHex, toHex, toWord } from '../../src/primitives/bytes.ts'
import { type Address, toAddress } from '../../src/primitives/identifiers.ts'
import { FlatBuffer } from '../../src/state/FlatBuffer.ts'
import { JournaledBuffer } from '../../src/state/JournaledBuffer.ts'
import { PrivateMetadataStore } from '../../src/state/PrivateMetadataStore.ts'
import { WorldState } from '../../src/state/WorldState.ts'
import { StagedStore } from '../../src/storage/StagedStore.ts'
import { createMemoryStore } from '../../src/storage/memoryStore.ts'
import { token } from '../../test/fixtures/contracts.ts'

const HOLDERS = 1000
const SENDERS = 20
const SUPPLY = 10n ** 24n
const NO_HASH = (): undefined => undefined

const numbered = (number: number): Address => toAddress(fromHex(number.toString(16).padStart(40, '0')))
const TOKEN = numbered(0x70c3)

/** A private state with an ERC-20 token that an engine works on, without chain, enclave and signatures. */
export class Ledger {
  readonly #engine: Engine
  readonly #world = new WorldState(emptyStore())
  readonly #public = new JournaledBuffer(new WorldState(emptyStore())).view()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Root of the state, hex. */
  get root(): Hex {
    return toHex(this.#world.root())
  }

  /** Deploys the token and gives the senders their share. */
  async prepare(): Promise<void> {
    await this.apply({ kind: 'create', sender: numbered(1), target: TOKEN, data: creation() })
    for (let i = 0; i < SENDERS; i++) await this.apply(transfer(numbered(1), sender(i), SUPPLY / 100n))
  }

  /** Executes a call without keeping what it changes. */
  async view(request: Request): Promise<Uint8Array> {
    return (await this.#execute(request)).outcome.output
  }

  /** Executes a transaction and writes its changes to the state. */
  async apply(request: Request): Promise<void> {
    const { outcome, buffer } = await this.#execute(request)
    if (outcome.kind !== 'success') throw new Error(`a transaction of the benchmark ended as ${outcome.kind}`)
    this.#world.apply(buffer.changes())
  }

  async #execute({ kind, sender, target, data }: Request): Promise<{ outcome: ExecutionOutcome; buffer: FlatBuffer }> {
    const buffer = new FlatBuffer(this.#world)
    const address = toHex(sender)
    const account = buffer.load(address) ?? buffer.create(address)
    buffer.setNonce(address, account.nonce + 1n)
    const state = new ResolvedState(buffer, this.#public)
    const cap = DEFAULT_EXECUTION_CAP
    const result = this.#engine.execute({ kind, sender, target, data, gasPrice: 0n, environment, state, cap })
    return { outcome: result instanceof Promise ? await result : result, buffer }
  }
}

/** A transaction or call. */
export type Request = Pick<Execution, 'kind' | 'sender' | 'target' | 'data'>

/** One transfer; the next of an endless round of senders and holders. */
export function nextTransfer(index: number): Request {
  return transfer(sender(index), holder(index * 7), BigInt(1 + (index % 1000)))
}

/** `balanceOf` of the next holder. */
export function nextView(index: number): Request {
  const data = fromHex(`70a08231${toHex(holder(index)).slice(2).padStart(64, '0')}`)
  return { kind: 'call', sender: numbered(0), target: TOKEN, data }
}

const environment: Execution['environment'] = {
  fork: 'london',
  chainId: 1337n,
  codeSizeLimit: 24_576,
  number: 1n,
  timestamp: 1n,
  coinbase: numbered(0),
  gasLimit: 30_000_000n,
  difficulty: 1n,
  prevRandao: new Uint8Array(32),
  baseFee: 0n,
  blockHash: NO_HASH,
}

function emptyStore(): PrivateMetadataStore {
  return new PrivateMetadataStore(new StagedStore(createMemoryStore()), () => undefined)
}

function creation(): Uint8Array {
  return fromHex(token.creation + toHex(toWord(SUPPLY)).slice(2))
}

function transfer(from: Address, to: Address, value: bigint): Request {
  const data = fromHex(`a9059cbb${toHex(to).slice(2).padStart(64, '0')}${toHex(toWord(value)).slice(2)}`)
  return { kind: 'call', sender: from, target: TOKEN, data }
}

const sender = (index: number): Address => numbered(0x5e0000 + (index % SENDERS))
const holder = (index: number): Address => numbered(0x401d0000 + (index % HOLDERS))
