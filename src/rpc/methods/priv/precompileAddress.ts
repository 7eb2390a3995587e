import { precompileOf } from '../../../transaction/privacyMode.ts'
import { data } from '../../results/scalars.ts'
import type { MethodSet } from '../../Method.ts'

/** `priv_getPrivacyPrecompileAddress` (spec 03 §10.1). */
export const precompileAddress: MethodSet = {
  priv_getPrivacyPrecompileAddress: {
    group: 'PRIV',
    fidelity: 'besu',
    params: '',
    result: 'address that marker transactions are sent to',
    handler: (_params, { node: { context } }) => data(precompileOf(context.privacy)),
  },
}
