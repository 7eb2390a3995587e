import { FLEXIBLE_PRIVACY_PRECOMPILE } from '../../../primitives/addresses.ts'
import { data } from '../../results/scalars.ts'
import type { MethodSet } from '../../Method.ts'

/** `priv_getPrivacyPrecompileAddress` (spec 03 §10.1). */
export const precompileAddress: MethodSet = {
  priv_getPrivacyPrecompileAddress: {
    group: 'PRIV',
    fidelity: 'besu',
    params: '',
    result: 'address that marker transactions are sent to',
    handler: () => data(FLEXIBLE_PRIVACY_PRECOMPILE),
  },
}
