import type { EvmAddress } from './AddressTable.ts'
import type { Machine } from './Machine.ts'

/** What accessing an account costs beside the fixed fee (EIP-2929): from now on it counts as accessed. */
export function chargeAccess(machine: Machine, { hex }: EvmAddress): number {
  const { accessLists, prices } = machine.rules
  if (!accessLists) return 0
  return machine.touchAddress(hex) ? prices.warmRead : prices.coldAccount
}
