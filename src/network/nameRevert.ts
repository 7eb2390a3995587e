import { type Revert, RevertError } from '../errors/RevertError.ts'
import type { Hex } from '../primitives/bytes.ts'
import { type Abi, loadViem } from './viem.ts'

/** Does something with a contract; where that reverts with a custom error of the ABI, the error that is thrown names it. */
export async function namingReverts<T>(abi: Abi | undefined, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (abi === undefined || !(error instanceof RevertError) || error.revert !== undefined) throw error
    const revert = await customError(abi, error.data)
    throw revert === undefined ? error : error.named(revert)
  }
}

/** `undefined` when it is none of the ABI's: what has failed must not be hidden by why it cannot be named. */
async function customError(abi: Abi, data: Hex): Promise<Revert | undefined> {
  try {
    const { decodeErrorResult, formatAbiItem, formatAbiItemWithArgs } = await loadViem()
    const { abiItem, errorName: name, args = [] } = decodeErrorResult({ abi, data })
    const description = formatAbiItemWithArgs({ abiItem, args, includeName: true })
    return { name, signature: formatAbiItem(abiItem), args, description }
  } catch {
    return undefined
  }
}
