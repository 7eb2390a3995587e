import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MeasuredReplay, ReplayOutcome } from '../../src/bench/run/Contender.ts'
import { readDeliveries } from '../../src/bench/workloads/historyFiles.ts'
import { privateAccounts } from '../../src/bench/workloads/privateAccounts.ts'
import type { GenesisAccount } from '../../src/state/genesisAccount.ts'
import { genesisAccounts } from '../../src/chain/genesisAccounts.ts'
import { type Hex, fromBase64, toHex } from '../../src/primitives/bytes.ts'
import { privateContractAddress } from '../../src/transaction/contractAddress.ts'
import { decodeHistoryBlob, type HistoryBlobEntry } from '../../src/transaction/historyBlob.ts'
import { recoverSender } from '../../src/transaction/privateTransactionSignature.ts'
import { toGroupId } from '../../src/primitives/identifiers.ts'

/** EIP-1193, as far as it is used. */
interface PublicChainProvider {
  request(request: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>
}

/** Packages of `bench/peers`. */
export type Peer = 'hardhat' | 'ganache'

/** Folder of the packages. This file runs from a copy below `node_modules/.cache/coterie-sources`. */
const PEERS = fileURLToPath(new URL('../../../../../bench/peers/', import.meta.url))

/** Whether somebody has installed it. */
export function isInstalled(peer: Peer): boolean {
  return existsSync(join(PEERS, 'node_modules', peer))
}

/**
 * The contract calls of a recorded history on a simulator of a public chain: same senders, data and order, a block for each.
 * Other work than replay: there are no markers, no private roots and no signatures, since senders are impersonated.
 */
export async function replayPublicly(
  peer: Peer,
  { task, history, tell, begin }: MeasuredReplay,
): Promise<ReplayOutcome> {
  const entries = await contractCalls(task.history)
  const senders = [...new Set(entries.map(({ transaction }) => toHex(recoverSender(transaction))))]
  const provider = await openProvider(peer, senders)
  if (history.accounts !== null) await install(peer, provider, genesisAccounts(privateAccounts(history.accounts)))
  const moved = new Map<string, string>()
  const end = await begin()
  let done = 0
  for (const { transaction } of entries) {
    const from = toHex(recoverSender(transaction))
    const { to, payload, recipients, nonce } = transaction
    const target = to === undefined ? undefined : (moved.get(toHex(to)) ?? toHex(to))
    const call = {
      from,
      gas: '0x2dc6c00',
      gasPrice: '0x0',
      data: toHex(payload),
      ...(target === undefined ? {} : { to: target }),
    }
    const hash = await provider.request({ method: 'eth_sendTransaction', params: [call] })
    if (to === undefined && recipients.kind === 'group') {
      const receipt = await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })
      const { contractAddress } = receipt as { readonly contractAddress: string }
      const there = privateContractAddress(recoverSender(transaction), nonce, toGroupId(recipients.groupId))
      moved.set(toHex(there), contractAddress)
    }
    tell(++done)
  }
  const use = await end()
  const [created] = moved.values()
  // What the states of our own histories start with has tokens already; they only warm up.
  if (created !== undefined) await requireBalances(provider, entries, created)
  // There are no private roots here: balances are what is compared. Calls of management contracts are left out, and count.
  const parts = { [peer]: 'public chain, other work' }
  return { use, roots: history.roots, transactions: history.transactions, storedBytes: null, sentBytes: null, parts }
}

async function contractCalls(folder: string): Promise<HistoryBlobEntry[]> {
  let blob = ''
  for await (const { payloads } of readDeliveries(folder)) blob = payloads.at(-1)?.payload ?? blob
  const isManagement = (to: Uint8Array | undefined): boolean => to?.slice(0, 19).every((byte) => byte === 0) === true
  return decodeHistoryBlob(fromBase64(blob)).filter(({ transaction }) => !isManagement(transaction.to))
}

async function openProvider(peer: Peer, senders: readonly string[]): Promise<PublicChainProvider> {
  const require = createRequire(join(PEERS, 'package.json'))
  if (peer === 'ganache') {
    const ganache = require('ganache') as { provider(options: object): PublicChainProvider }
    return ganache.provider({
      logging: { quiet: true },
      // Before base fees, which cannot be switched off.
      chain: { chainId: 1337, hardfork: 'berlin' },
      miner: { blockGasLimit: 1_000_000_000 },
      wallet: { unlockedAccounts: senders },
    })
  }
  process.env['HARDHAT_CONFIG'] = join(PEERS, 'hardhat.config.cjs')
  const { network } = require('hardhat') as { readonly network: { readonly provider: PublicChainProvider } }
  for (const sender of senders) {
    await network.provider.request({ method: 'hardhat_impersonateAccount', params: [sender] })
  }
  return network.provider
}

/** Contracts that are there from the start, with their storage. */
async function install(peer: Peer, provider: PublicChainProvider, accounts: readonly GenesisAccount[]): Promise<void> {
  const [setCode, setSlot] = INSTALLING[peer]
  for (const { address, code, storage } of accounts) {
    if (code.length > 0) await provider.request({ method: setCode, params: [address, toHex(code)] })
    for (const [slot, value] of storage) {
      await provider.request({ method: setSlot, params: [address, slotOf(peer, slot), toHex(value)] })
    }
  }
}

/** Hardhat takes numbers of slots without leading zeros. */
function slotOf(peer: Peer, slot: Hex): string {
  return peer === 'hardhat' ? `0x${BigInt(slot).toString(16)}` : slot
}

/** Methods that give an account code and a slot its value. */
const INSTALLING: Readonly<Record<Peer, readonly [setCode: string, setSlot: string]>> = {
  hardhat: ['hardhat_setCode', 'hardhat_setStorageAt'],
  ganache: ['evm_setAccountCode', 'evm_setAccountStorageAt'],
}

/** The balances that the transfers leave to those who only receive. @throws {Error} when one differs. */
async function requireBalances(
  provider: PublicChainProvider,
  entries: readonly HistoryBlobEntry[],
  token: string,
): Promise<void> {
  const expected = new Map<string, bigint>()
  const senders = new Set(entries.map(({ transaction }) => toHex(recoverSender(transaction))))
  for (const { transaction } of entries) {
    const data = toHex(transaction.payload)
    if (!data.startsWith(TRANSFER)) continue
    const to = `0x${data.slice(34, 74)}`
    if (!senders.has(to as Hex)) expected.set(to, (expected.get(to) ?? 0n) + BigInt(`0x${data.slice(74, 138)}`))
  }
  for (const [holder, balance] of expected) {
    const call = { to: token, data: `0x70a08231${holder.slice(2).padStart(64, '0')}` }
    const found = await provider.request({ method: 'eth_call', params: [call, 'latest'] })
    if (BigInt(String(found)) !== balance)
      throw new Error(`${holder} has ${String(found)} tokens instead of ${balance}`)
  }
}

const TRANSFER = '0xa9059cbb'
