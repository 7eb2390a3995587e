import type { PublicBlock } from './PublicBlock.ts'
import type { SimulatedTransaction, SimulationOutcome, TransactionSimulator } from './TransactionSimulator.ts'

/** What an SSTORE wants to be left (EIP-2200). */
const STIPEND = 2300n
/** A frame keeps one part in 64 of its gas when it opens another. */
const FRAME_RATIO = 65 / 64

/** The least gas with which a transaction gets through, or how it fails with all the gas that there is. */
export type GasEstimate = bigint | (SimulationOutcome & { readonly kind: 'revert' | 'halt' })

/**
 * Estimates as Besu does: with all gas first, then with what that used, then by halving.
 * @throws {TransactionRefusedError}
 */
export async function estimateGas(
  simulator: TransactionSimulator,
  block: PublicBlock,
  transaction: SimulatedTransaction,
): Promise<GasEstimate> {
  const first = await simulator.simulate(block, { ...transaction, gas: undefined })
  if (first.kind !== 'success') return first as GasEstimate
  const suffices = async (gas: bigint): Promise<boolean> => {
    const { kind } = await simulator.simulate(block, { ...transaction, gas })
    return kind === 'success'
  }
  let low = first.gasUsed
  if (await suffices(low)) return low
  const needed = Number(low + (first.stores ? STIPEND : 0n))
  let high = BigInt(Math.floor(needed * FRAME_RATIO ** first.depth))
  while (low + 1n < high) {
    const middle = (low + high) / 2n
    if (await suffices(middle)) high = middle
    else low = middle
  }
  return high
}
