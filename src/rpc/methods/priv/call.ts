import { type ExecutionOutcome } from '../../../execution/engine.ts'
import { simulateCall } from '../../../execution/processPrivateTransaction.ts'
import { simulationContext } from '../../../node/simulationContext.ts'
import { ZERO_ADDRESS } from '../../../primitives/addresses.ts'
import type { JsonValue } from '../../JsonRpc.ts'
import type { MethodSet } from '../../Method.ts'
import { blockParameter } from '../../parameters/blockParameter.ts'
import { callParameter } from '../../parameters/callParameter.ts'
import { groupId } from '../../parameters/groupId.ts'
import { text } from '../../parameters/text.ts'
import { data } from '../../results/scalars.ts'
import { revertError } from '../../results/revertError.ts'
import { rpcError } from '../../RpcError.ts'
import { blockWithNumber, chosenNumber } from './chosenBlock.ts'

/** Revert data shorter than a selector do not count as such. */
const SELECTOR_SIZE = 4

/** `priv_call` (spec 03 §10.4). */
export const call: MethodSet = {
  priv_call: {
    group: 'PRIV',
    fidelity: 'besu',
    params: 'group id, call, block',
    result: 'return data; null for a block above the head',
    note:
      'An unknown group is an empty state: 0x. Gas is not limited; an execution that reaches the cap of coterie is answered ' +
      'with "Private transaction failed", where Besu hangs.',
    handler: async (params, { node: { context }, tenant }) => {
      const number = chosenNumber(context, params.required(2, blockParameter))
      const { from = ZERO_ADDRESS, to, data: input, value = 0n, gasPrice = 0n } = params.required(1, callParameter)
      if (to === undefined) throw rpcError('INVALID_PARAMS')
      const group = params.required(0, text)
      const block = blockWithNumber(context, number)
      if (block === undefined) return null
      const id = groupId(group, 'INTERNAL_ERROR')
      await tenant?.requireAccessAt(id, block)
      const simulation = simulationContext(context, block, id)
      if (value !== 0n) throw rpcError('INTERNAL_ERROR')
      return answerOf(await simulateCall(simulation, { sender: from, to, data: input, gasPrice }))
    },
  },
}

function answerOf({ kind, output }: ExecutionOutcome): JsonValue {
  if (kind === 'success') return data(output)
  if (kind === 'internal') throw rpcError('INTERNAL_ERROR')
  if (kind === 'revert' && output.length >= SELECTOR_SIZE) throw revertError(output)
  throw rpcError('PRIVATE_TRANSACTION_FAILED')
}
