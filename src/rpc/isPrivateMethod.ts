import type { Method } from './Method.ts'

/** Whether a method is one of those for private transactions: subscribing is in no group. */
export function isPrivateMethod(name: string, { group }: Pick<Method, 'group'>): boolean {
  return group === 'EEA' || group === 'PRIV' || name.startsWith('priv_')
}
