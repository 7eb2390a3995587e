import { estimateGas } from '../../../chain/estimateGas.ts'
import type { SimulatedTransaction, SimulationOutcome } from '../../../chain/TransactionSimulator.ts'
import { ZERO_ADDRESS } from '../../../primitives/addresses.ts'
import type { MethodSet } from '../../Method.ts'
import { stateBlockOf } from '../../nodeBlocks.ts'
import { type CallParameter, callParameter } from '../../parameters/callParameter.ts'
import { stateBlock } from '../../parameters/stateBlock.ts'
import { revertError } from '../../results/revertError.ts'
import { data, quantity } from '../../results/scalars.ts'
import { type RpcError, rpcError } from '../../RpcError.ts'

const GAS_NOTE =
  'No simulation has more than 50,000,000 gas (--rpc-gas-cap of later releases), so that an endless loop ends.'

/** Executions on the public state that change nothing. Private states are never seen. */
export const calls: MethodSet = {
  eth_call: {
    group: 'ETH',
    fidelity: 'besu',
    params: 'call, block',
    result: 'return data',
    note: `Executed after the block, with its number and time. Without a price nothing is paid and any value can be sent. ${GAS_NOTE}`,
    handler: async (params, { rpc, node }) => {
      const block = stateBlockOf(node.context, params.required(1, stateBlock))
      const call = params.required(0, pricedCall)
      const hasBaseFee = block.baseFee !== undefined
      const outcome = await rpc.simulator.simulate(block, simulated(call, mayExceedBalance(call, hasBaseFee)))
      if (outcome.kind !== 'success') throw failure(outcome)
      return data(outcome.output)
    },
  },
  eth_estimateGas: {
    group: 'ETH',
    fidelity: 'besu',
    params: 'call',
    result: 'least gas with which the transaction gets through after the head',
    note: `The balance counts only with \`strict: true\`; a block that is named is not looked at. ${GAS_NOTE}`,
    handler: async (params, { rpc, node }) => {
      const call = params.required(0, pricedCall)
      const transaction = simulated(call, call.strict !== true)
      const estimate = await estimateGas(rpc.simulator, node.context.canonical.head, transaction)
      if (typeof estimate !== 'bigint') throw failure(estimate)
      return quantity(estimate)
    },
  },
  eth_createAccessList: {
    group: 'ETH',
    fidelity: 'besu',
    params: 'call',
    result: '`{accessList, gasUsed}`',
    note: `The sender, the precompiles and the called account itself are left out unless slots of theirs are touched. ${GAS_NOTE}`,
    handler: async (params, { rpc, node }) => {
      const call = params.required(0, pricedCall)
      const head = node.context.canonical.head
      const transaction = simulated(call, call.strict !== true)
      const first = await rpc.simulator.simulate(head, { ...transaction, reportsAccess: true })
      if (first.kind !== 'success') throw failure(first)
      const accessList = first.access.map(({ address, storageKeys }) => ({ address, storageKeys: [...storageKeys] }))
      return { accessList, gasUsed: quantity(first.gasUsed) }
    },
  },
}

/** One price or two, not both. */
function pricedCall(value: unknown): CallParameter {
  const call = callParameter(value)
  if (call.gasPrice !== undefined && (call.maxFeePerGas ?? call.maxPriorityFeePerGas) !== undefined) {
    throw rpcError('INVALID_PARAMS')
  }
  return call
}

/** Whether the sender's balance does not count: `strict` says so, else that no price is offered. */
function mayExceedBalance(call: CallParameter, hasBaseFee: boolean): boolean {
  const { strict, gasPrice = 0n, maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = call
  if (strict !== undefined) return !strict
  return gasPrice === 0n && (!hasBaseFee || (maxFeePerGas === 0n && maxPriorityFeePerGas === 0n))
}

function simulated(call: CallParameter, isFree: boolean): SimulatedTransaction {
  const { from, to, data: input, value = 0n, gas, gasPrice, maxFeePerGas, maxPriorityFeePerGas, accessList } = call
  const fees = { max: maxFeePerGas ?? gasPrice ?? 0n, priority: maxPriorityFeePerGas ?? gasPrice ?? 0n }
  const hasFees = maxFeePerGas !== undefined || maxPriorityFeePerGas !== undefined
  return {
    from: from ?? ZERO_ADDRESS,
    to,
    data: input,
    value,
    gas: gas === undefined || gas < 0n ? undefined : gas,
    price: isFree ? undefined : hasFees ? fees : (gasPrice ?? 0n),
    ...(accessList === undefined ? {} : { accessList }),
  }
}

/** A revert has a reason; anything else is an internal error for Besu. */
function failure({ kind, output }: SimulationOutcome): RpcError {
  return kind === 'revert' ? revertError(output) : rpcError('INTERNAL_ERROR')
}
