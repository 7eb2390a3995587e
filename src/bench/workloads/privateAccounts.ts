import type { GenesisAccountJson } from '../../chain/genesisAccounts.ts'
import { keccak256 } from '../../crypto/keccak.ts'
import { type Account, createAccount } from '../../network/account.ts'
import { type Hex, concat, fromHex, padLeft, toHex, toWord } from '../../primitives/bytes.ts'
import { token, workload } from './contracts.ts'
import { seededWord } from './SeededNumbers.ts'

/** Where every private state has its token and its workload contract; they are there from the start. */
export const TOKEN: Hex = '0x00000000000000000000000000000000000070c3'
export const WORKLOAD: Hex = '0x0000000000000000000000000000000000003012'

/** Accounts that sign, at most. */
const MOST_SENDERS = 1000
const EACH = 10n ** 18n

/** What decides about the accounts of a private state. */
export interface PrivateAccountsPlan {
  readonly accounts: number
  readonly seed: string
}

/** Those of the accounts that sign transactions; the others only receive. */
export function senders({ accounts, seed }: PrivateAccountsPlan): Account[] {
  return Array.from({ length: Math.min(accounts, MOST_SENDERS) }, (_, index) =>
    createAccount(seededWord(seed, 'sender', String(index))),
  )
}

/** Address of a holder of tokens, by number: senders first. */
export function holderOf(plan: PrivateAccountsPlan, signing: readonly Account[], index: number): Hex {
  return signing[index]?.address ?? toHex(seededWord(plan.seed, 'holder', String(index)).subarray(12))
}

/** The accounts that every group of a workload starts with: all of them have tokens and 1 wei, and the contracts. By address. */
export function privateAccounts(plan: PrivateAccountsPlan): Readonly<Record<Hex, GenesisAccountJson>> {
  const signing = senders(plan)
  const each = word(EACH)
  const balances: Record<Hex, Hex> = { [word(0n)]: word(EACH * BigInt(plan.accounts)) }
  const accounts: Record<Hex, GenesisAccountJson> = {
    [TOKEN]: { nonce: 1, code: token.runtime, storage: balances },
    [WORKLOAD]: { nonce: 1, code: workload.runtime },
  }
  const holder: GenesisAccountJson = { balance: 1 }
  for (let index = 0; index < plan.accounts; index++) {
    const address = holderOf(plan, signing, index)
    accounts[address] = holder
    balances[balanceSlot(address)] = each
  }
  return accounts
}

/** {@link privateAccounts} when somebody asks first; they are many. */
export function privateAccountsOnce(plan: PrivateAccountsPlan): () => ReturnType<typeof privateAccounts> {
  let provided: ReturnType<typeof privateAccounts> | undefined
  return () => (provided ??= privateAccounts(plan))
}

/** The token's balances are the mapping in its second slot. */
function balanceSlot(holder: Hex): Hex {
  return toHex(keccak256(concat(padLeft(fromHex(holder), 32), toWord(1n))))
}

const word = (value: bigint): Hex => toHex(toWord(value))
