import type { PublicBlock } from '../../../chain/PublicBlock.ts'
import { proveAccount } from '../../../chain/proveAccount.ts'
import { toBigInt, toHex, toWord } from '../../../primitives/bytes.ts'
import type { Call } from '../../Call.ts'
import type { MethodSet } from '../../Method.ts'
import { stateBlockOf } from '../../nodeBlocks.ts'
import type { Params } from '../../Params.ts'
import { address } from '../../parameters/address.ts'
import { slotNumber } from '../../parameters/number.ts'
import { stateBlock } from '../../parameters/stateBlock.ts'
import { data, quantity } from '../../results/scalars.ts'
import { rpcError } from '../../RpcError.ts'

const blockOf = (params: Params, index: number, { node }: Call): PublicBlock =>
  stateBlockOf(node.context, params.required(index, stateBlock))

const row = { group: 'ETH', fidelity: 'besu' } as const

/** Public accounts as of a block. */
export const state: MethodSet = {
  eth_getBalance: {
    ...row,
    params: 'address, block',
    result: 'wei; 0x0 where there is no account',
    handler: (params, call) => {
      const block = blockOf(params, 1, call)
      const account = toHex(params.required(0, address))
      return quantity(call.node.context.chain.stateAfter(block).account(account)?.balance ?? 0n)
    },
  },
  eth_getTransactionCount: {
    ...row,
    params: 'address, block',
    result: 'nonce; with `pending` after the transactions that wait',
    handler: (params, call) => {
      const parameter = params.required(1, stateBlock)
      const block = stateBlockOf(call.node.context, parameter)
      const account = params.required(0, address)
      const nonce = call.node.context.chain.stateAfter(block).account(toHex(account))?.nonce ?? 0n
      if (parameter.kind === 'hash' || !parameter.isPending) return quantity(nonce)
      const next = call.network.parts.pool.nextNonce(account) ?? 0n
      return quantity(next > nonce ? next : nonce)
    },
  },
  eth_getCode: {
    ...row,
    params: 'address, block',
    result: 'runtime code; 0x where there is none',
    handler: (params, call) => {
      const block = blockOf(params, 1, call)
      return data(call.node.context.chain.stateAfter(block).code(toHex(params.required(0, address))))
    },
  },
  eth_getStorageAt: {
    ...row,
    params: 'address, slot, block',
    result: 'value, 32 bytes',
    handler: (params, call) => {
      const block = blockOf(params, 2, call)
      const account = toHex(params.required(0, address))
      const slot = toHex(toWord(params.required(1, slotNumber)))
      return data(toWord(toBigInt(call.node.context.chain.stateAfter(block).slot(account, slot))))
    },
  },
  eth_getProof: {
    ...row,
    params: 'address, slots, block',
    result: 'account and slots with Merkle proofs (EIP-1186)',
    handler: (params, call) => {
      const block = blockOf(params, 2, call)
      const account = params.required(0, address)
      const slots = params.required(1, slotNumbers)
      const words = slots.map((slot) => toHex(toWord(slot)))
      const proof = proveAccount(call.node.context.chain, block, account, words)
      if (proof === undefined) throw rpcError('NO_ACCOUNT_FOUND')
      const { balance, codeHash, nonce, storageRoot } = proof.account
      return {
        accountProof: proof.nodes.map(data),
        address: data(account),
        balance: quantity(balance),
        codeHash: data(codeHash),
        nonce: quantity(nonce),
        storageHash: data(storageRoot),
        storageProof: proof.slots.map(({ value, nodes }, index) => ({
          key: quantity(slots[index] ?? 0n),
          value: quantity(toBigInt(value)),
          proof: nodes.map(data),
        })),
      }
    },
  },
}

function slotNumbers(value: unknown): bigint[] {
  if (!Array.isArray(value)) throw rpcError('INVALID_PARAMS')
  return value.map(slotNumber)
}
