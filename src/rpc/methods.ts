import type { Method, MethodSet } from './Method.ts'
import { chainIdentity } from './methods/node/chainIdentity.ts'
import { precompileAddress } from './methods/priv/precompileAddress.ts'

const families: readonly MethodSet[] = [
  // What a node is.
  chainIdentity,
  // Private transactions and groups.
  precompileAddress,
]

/** Every method by name: the table that requests, the reference page and `coterie methods` are answered from. */
export const methods: ReadonlyMap<string, Method> = new Map(families.flatMap((family) => Object.entries(family)))
