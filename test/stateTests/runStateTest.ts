import { RLP } from '@ethereumjs/rlp'
import { type HardforkName, isAtLeast } from '../../src/chain/hardfork.ts'
import { BEACON_ROOTS, storeBeaconRoot } from '../../src/chain/storeBeaconRoot.ts'
import { keccak256 } from '../../src/crypto/keccak.ts'
import type { ExecutionOutcome } from '../../src/execution/engine.ts'
import type { ExecutionEnvironment } from '../../src/execution/environment.ts'
import { FastEngine } from '../../src/execution/fast/FastEngine.ts'
import { ResolvedState } from '../../src/execution/ResolvedState.ts'
import { RIPEMD160_PRECOMPILE } from '../../src/primitives/addresses.ts'
import { type Hex, equalBytes, fromHex, padLeft, toHex, toScalar, trimLeft } from '../../src/primitives/bytes.ts'
import { toAddress } from '../../src/primitives/identifiers.ts'
import { isEmptyAccount } from '../../src/state/account.ts'
import { JournaledBuffer } from '../../src/state/JournaledBuffer.ts'
import type { WorldState } from '../../src/state/WorldState.ts'
import { EMPTY_ROOT } from '../../src/state/trie/MerkleTrie.ts'
import { worldOf } from '../state/stores.ts'
import { invalidity } from './invalidity.ts'
import {
  type OrdinaryTransaction,
  addressKey,
  bytes,
  intrinsicGas,
  slotKey,
  transactionOf,
} from './ordinaryTransaction.ts'
import type { Expectation, StateTest } from './stateTest.ts'

/** What one choice of a test has given. */
export interface StateTestResult {
  /** State root, hex. */
  readonly root: Hex
  /** Hash of the logs, hex. */
  readonly logs: Hex
  /** Why the transaction was not executed. */
  readonly invalid: string | undefined
}

/** Private execution has limits against endless loops; ordinary gas makes them needless. */
const UNLIMITED = { work: Infinity, memory: Infinity, precompileGas: 2n ** 1024n }
const BLOB_GAS = 131_072n
const TARGET_BLOB_GAS = 3n * BLOB_GAS
const RIPEMD160 = toHex(RIPEMD160_PRECOMPILE)
/** Of the parent beacon block, in tests that say nothing of one. */
const NO_ROOT = new Uint8Array(32)
const engine = new FastEngine()
const nothing = new JournaledBuffer(worldOf({})).view()

/** Runs one choice of a test on the fast engine, with an ordinary journaled state and ordinary gas. */
export function runStateTest(test: StateTest, fork: HardforkName, expectation: Expectation): StateTestResult {
  const world = worldBefore(test)
  const buffer = new OrdinaryBuffer(world)
  const transaction = transactionOf(test, expectation)
  const environment = environmentOf(test, fork)
  const blobBaseFee = blobFee(excessBlobGas(test.env))
  if (isAtLeast(fork, 'cancun') && !hasBeaconRoot(test)) storeBeaconRoot(buffer, environment.timestamp, NO_ROOT)
  buffer.beginTransaction()
  const invalid = invalidity(transaction, buffer, environment, blobBaseFee)
  const logs = invalid === undefined ? process(transaction, buffer, world, environment, blobBaseFee) : []
  world.apply(buffer.changes())
  return { root: toHex(world.root()), logs: toHex(hashOfLogs(logs)), invalid }
}

/** Takes the fee, runs the code, gives back what is left, pays the miner, and deletes what has to go. */
function process(
  transaction: OrdinaryTransaction,
  buffer: OrdinaryBuffer,
  world: WorldState,
  environment: ExecutionEnvironment,
  blobBaseFee: bigint,
): ExecutionOutcome['logs'] {
  const { fork, baseFee = 0n } = environment
  const { sender, to, nonce, gasLimit, value, data, maxFee, maxPriorityFee, accessList = [], blobs } = transaction
  const price = maxFee < baseFee + maxPriorityFee ? maxFee : baseFee + maxPriorityFee
  const gasPrice = transaction.hasFeeMarket ? price : maxFee
  const blobHashes = blobs?.hashes ?? []
  addBalance(buffer, sender, -(gasLimit * gasPrice) - BigInt(blobHashes.length) * BLOB_GAS * blobBaseFee)
  buffer.setNonce(sender, nonce + 1n)
  const coinbase = toHex(environment.coinbase)
  const { outcome, remainder } = engine.executeOrdinary(
    {
      sender: toAddress(fromHex(sender)),
      target: toAddress(to === undefined ? createdBy(sender, nonce) : fromHex(to)),
      kind: to === undefined ? 'create' : 'call',
      data,
      gasPrice,
      environment,
      state: new ResolvedState(buffer, nothing),
      cap: UNLIMITED,
    },
    {
      gas: gasLimit - intrinsicGas(transaction, fork),
      value,
      accessed: isAtLeast(fork, 'shanghai') ? [...accessList, { address: coinbase, slots: [] }] : accessList,
      hasStorage: (address) => !equalBytes(world.account(address)?.storageRoot ?? EMPTY_ROOT, EMPTY_ROOT),
      blobHashes,
      blobBaseFee,
    },
  )
  const succeeded = outcome.kind === 'success'
  const used = gasLimit - remainder.gasLeft
  const mostRefund = used / (isAtLeast(fork, 'london') ? 5n : 2n)
  const refund = !succeeded ? 0n : remainder.refund < mostRefund ? remainder.refund : mostRefund
  const paid = used - refund
  addBalance(buffer, sender, (gasLimit - paid) * gasPrice)
  addBalance(buffer, coinbase, paid * (gasPrice - baseFee))
  if (succeeded) for (const address of remainder.destroyed) buffer.delete(address)
  deleteEmpty(buffer)
  return outcome.logs
}

function addBalance(buffer: JournaledBuffer, address: Hex, amount: bigint): void {
  buffer.setBalance(address, (buffer.read(address)?.balance ?? 0n) + amount)
}

/** Accounts that the transaction has touched and that are empty go (EIP-158). */
function deleteEmpty(buffer: OrdinaryBuffer): void {
  if (buffer.hasTouchedRipemd) buffer.load(RIPEMD160)
  for (const change of [...buffer.changes()]) {
    if (!change.deleted && isEmptyAccount(change)) buffer.delete(change.address)
  }
}

/** A touch of one precompile outlasts the failure of the call, as it once has on the main network. */
class OrdinaryBuffer extends JournaledBuffer {
  hasTouchedRipemd = false

  override load(address: Hex): ReturnType<JournaledBuffer['load']> {
    if (address === RIPEMD160) this.hasTouchedRipemd = true
    return super.load(address)
  }
}

function createdBy(sender: Hex, nonce: bigint): Uint8Array {
  return keccak256(RLP.encode([fromHex(sender), toScalar(nonce)])).slice(12)
}

function worldBefore({ pre }: StateTest): WorldState {
  const accounts = Object.entries(pre).map(([address, { balance, nonce, code, storage }]) => {
    const slots = Object.entries(storage).map(([slot, value]) => [slotKey(slot), trimLeft(bytes(value))] as const)
    const account = { balance: BigInt(balance), nonce: BigInt(nonce), code: bytes(code) }
    return [addressKey(address), { ...account, slots: Object.fromEntries(slots) }] as const
  })
  return worldOf(Object.fromEntries(accounts))
}

function environmentOf({ env, config }: StateTest, fork: HardforkName): ExecutionEnvironment {
  return {
    fork,
    chainId: BigInt(config?.chainid ?? 1),
    codeSizeLimit: 24_576,
    number: BigInt(env.currentNumber),
    timestamp: BigInt(env.currentTimestamp),
    coinbase: toAddress(bytes(env.currentCoinbase)),
    gasLimit: BigInt(env.currentGasLimit),
    difficulty: BigInt(env.currentDifficulty ?? 0),
    prevRandao: env.currentRandom === undefined ? new Uint8Array(32) : padLeft(bytes(env.currentRandom), 32),
    baseFee: isAtLeast(fork, 'london') ? BigInt(env.currentBaseFee ?? 0) : undefined,
    // What the tests define as block hashes.
    blockHash: (number) => keccak256(new TextEncoder().encode(number.toString())),
  }
}

/** Some tests begin with what the system call at the beginning of the block has stored, others with the contract alone. */
function hasBeaconRoot({ pre }: StateTest): boolean {
  return Object.keys(pre[BEACON_ROOTS]?.storage ?? {}).length > 0
}

/** Of the block, or what follows from that of its parent. */
function excessBlobGas({ currentExcessBlobGas, parentExcessBlobGas, parentBlobGasUsed }: StateTest['env']): bigint {
  if (currentExcessBlobGas !== undefined) return BigInt(currentExcessBlobGas)
  const sum = BigInt(parentExcessBlobGas ?? 0) + BigInt(parentBlobGasUsed ?? 0)
  return sum < TARGET_BLOB_GAS ? 0n : sum - TARGET_BLOB_GAS
}

/** Price of blob gas (EIP-4844). */
function blobFee(excess: bigint): bigint {
  const fraction = 3_338_477n
  let [sum, term] = [0n, fraction]
  for (let i = 1n; term > 0n; i++) {
    sum += term
    term = (term * excess) / (fraction * i)
  }
  return sum / fraction
}

function hashOfLogs(logs: ExecutionOutcome['logs']): Uint8Array {
  return keccak256(RLP.encode(logs.map(({ address, topics, data }) => [address, [...topics], data])))
}
