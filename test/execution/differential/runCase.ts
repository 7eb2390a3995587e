import { isAtLeast } from '../../../src/chain/hardfork.ts'
import type { Engine } from '../../../src/execution/engine.ts'
import type { ExecutionEnvironment } from '../../../src/execution/environment.ts'
import { ResolvedState } from '../../../src/execution/ResolvedState.ts'
import { keccak256 } from '../../../src/crypto/keccak.ts'
import { fromHex, toHex, toWord } from '../../../src/primitives/bytes.ts'
import { toAddress } from '../../../src/primitives/identifiers.ts'
import type { AccountChange } from '../../../src/state/account.ts'
import { FlatBuffer } from '../../../src/state/FlatBuffer.ts'
import { JournaledBuffer } from '../../../src/state/JournaledBuffer.ts'
import { worldOf } from '../../state/stores.ts'
import type { DifferentialCase } from './makeCase.ts'

/** What is to be seen of an execution, as text. */
export interface Observation {
  readonly kind: string
  readonly output: string
  readonly logs: string
  /** Root of the state with everything that the execution has left, even if it failed. */
  readonly root: string
  /** What the execution has changed. */
  readonly changes: string
}

/** Executes a case on a state of its own. */
export async function runCase(one: DifferentialCase, engine: Engine): Promise<Observation> {
  const world = worldOf(one.privateAccounts)
  const buffer = one.journaled ? new JournaledBuffer(world) : new FlatBuffer(world)
  const nonce = (buffer.load(one.sender) ?? buffer.create(one.sender)).nonce
  buffer.setNonce(one.sender, nonce + 1n)
  const { kind, output, logs } = await engine.execute({
    sender: toAddress(fromHex(one.sender)),
    target: toAddress(fromHex(one.target)),
    kind: one.kind,
    data: one.data,
    gasPrice: 1000n,
    environment: environmentOf(one),
    state: new ResolvedState(buffer, new JournaledBuffer(worldOf(one.publicAccounts)).view()),
    cap: one.cap,
  })
  buffer.flush()
  const changes = [...buffer.changes()]
  world.apply(changes)
  return {
    kind,
    output: toHex(output),
    logs: logs.map(({ address, topics, data }) => [address, ...topics, data].map(toHex).join(' ')).join('; '),
    root: toHex(world.root()),
    changes: changes.map(describe).sort().join('; '),
  }
}

function describe(change: AccountChange): string {
  if (change.deleted) return `${change.address} deleted`
  const slots = [...change.slots].map(([slot, value]) => `${BigInt(slot)}=${toHex(value)}`).sort()
  return `${change.address} nonce ${change.nonce} balance ${change.balance} code ${toHex(change.codeHash)} ${slots.join(',')}`
}

function environmentOf({ fork }: DifferentialCase): ExecutionEnvironment {
  return {
    fork,
    chainId: 1337n,
    codeSizeLimit: 24_576,
    number: 1000n,
    timestamp: 1_700_000_000n,
    coinbase: toAddress(fromHex('0x00000000000000000000000000000000000c01bb')),
    gasLimit: 0x1fffffffffffffn,
    difficulty: 7n,
    prevRandao: keccak256(toWord(7n)),
    baseFee: isAtLeast(fork, 'london') ? 9n : undefined,
    blockHash: (number) => (number % 7n === 0n ? undefined : keccak256(toWord(number))),
  }
}
