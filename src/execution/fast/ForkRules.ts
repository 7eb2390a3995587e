import type { Common } from '@ethereumjs/common'
import { paramsEVM } from '@ethereumjs/evm'
import { type HardforkName, createCommon, isAtLeast } from '../../chain/hardfork.ts'
import { type Precompile, precompilesOf } from './precompiles.ts'

/** Rules that came with a fork, one row each; prices and opcodes have their own tables. */
const since = {
  /** The first access of an address or slot costs more (EIP-2929). */
  accessLists: 'berlin',
  /** SSTORE is priced by the original value, too (EIP-2200). */
  netStorageGas: 'istanbul',
  /** Code that begins with 0xEF is not deployed (EIP-3541). */
  refusesEf: 'london',
  /** Init code is limited and paid for by the word (EIP-3860). */
  initCodeLimit: 'shanghai',
  /** SELFDESTRUCT deletes only what the same transaction has created (EIP-6780); private execution never deletes. */
  destroysOnlyNew: 'cancun',
  /** 0x44 gives randomness instead of a difficulty (EIP-4399). */
  randomness: 'shanghai',
} as const satisfies Record<string, HardforkName>

/** Prices that instructions look up beside their fixed fee: the library's name, and the fork that the price came with. */
const priceRows = {
  exp: ['expGas'],
  expByte: ['expByteGas'],
  keccak: ['keccak256Gas'],
  keccakWord: ['keccak256WordGas'],
  copyWord: ['copyGas'],
  calldatacopy: ['calldatacopyGas'],
  codecopy: ['codecopyGas'],
  returndatacopy: ['returndatacopyGas'],
  balance: ['balanceGas'],
  extcodesize: ['extcodesizeGas'],
  extcodecopy: ['extcodecopyGas'],
  extcodehash: ['extcodehashGas'],
  mload: ['mloadGas'],
  mstore: ['mstoreGas'],
  mstore8: ['mstore8Gas'],
  sload: ['sloadGas'],
  sstoreSet: ['sstoreSetGas'],
  sstoreReset: ['sstoreResetGas'],
  sstoreRefund: ['sstoreRefundGas'],
  sstoreSentry: ['sstoreSentryEIP2200Gas', 'istanbul'],
  sstoreNoop: ['sstoreNoopEIP2200Gas', 'istanbul'],
  sstoreInit: ['sstoreInitEIP2200Gas', 'istanbul'],
  sstoreClean: ['sstoreCleanEIP2200Gas', 'istanbul'],
  sstoreDirty: ['sstoreDirtyEIP2200Gas', 'istanbul'],
  sstoreClearRefund: ['sstoreClearRefundEIP2200Gas', 'istanbul'],
  sstoreInitRefund: ['sstoreInitRefundEIP2200Gas', 'istanbul'],
  sstoreCleanRefund: ['sstoreCleanRefundEIP2200Gas', 'istanbul'],
  coldAccount: ['coldaccountaccessGas', 'berlin'],
  coldSlot: ['coldsloadGas', 'berlin'],
  warmRead: ['warmstoragereadGas', 'berlin'],
  mcopy: ['mcopyGas', 'cancun'],
  log: ['logGas'],
  logTopic: ['logTopicGas'],
  logByte: ['logDataGas'],
  create: ['createGas'],
  create2: ['create2Gas'],
  depositByte: ['createDataGas'],
  initCodeWord: ['initCodeWordGas', 'shanghai'],
  maxInitCode: ['maxInitCodeSize', 'shanghai'],
  call: ['callGas'],
  callcode: ['callcodeGas'],
  delegatecall: ['delegatecallGas'],
  staticcall: ['staticcallGas'],
  valueTransfer: ['callValueTransferGas'],
  newAccount: ['callNewAccountGas'],
  stipend: ['callStipendGas'],
  selfdestruct: ['selfdestructGas'],
  selfdestructRefund: ['selfdestructRefundGas'],
} as const satisfies Record<string, readonly [param: string, since?: HardforkName]>

/** Prices of one fork; 0 for what it does not have. */
export type Prices = Readonly<Record<keyof typeof priceRows, number>>

/** What one fork says. */
export interface ForkRules extends Readonly<Record<keyof typeof since, boolean>> {
  readonly fork: HardforkName
  readonly prices: Prices
  /** By address, hex. */
  readonly precompiles: ReadonlyMap<string, Precompile>
  /** The library's rules, for what is looked up once. */
  readonly common: Common
}

/** The rules of a fork: opcodes and gas prices from `@ethereumjs/common` with the parameters of `@ethereumjs/evm`. */
export function createForkRules(fork: HardforkName): ForkRules {
  // Nothing here depends on the chain id; executions bring their own.
  const common = createCommon(fork, 1n)
  common.updateParams(paramsEVM)
  const flags = Object.entries(since).map(([name, first]) => [name, isAtLeast(fork, first)])
  const prices = Object.entries(priceRows).map(([name, [param, first]]: [string, readonly [string, HardforkName?]]) => [
    name,
    first === undefined || isAtLeast(fork, first) ? Number(common.param(param)) : 0,
  ])
  return {
    ...(Object.fromEntries(flags) as Record<keyof typeof since, boolean>),
    fork,
    prices: Object.fromEntries(prices) as Prices,
    precompiles: precompilesOf(common),
    common,
  }
}
