import { isCoterieError } from '../../../errors/CoterieError.ts'
import type { ApiGroup } from '../../apiGroups.ts'
import { isApiGroup } from '../../apiGroups.ts'
import type { Handler, Method, MethodSet } from '../../Method.ts'
import { RpcError } from '../../RpcError.ts'
import { rpcErrors } from '../../rpcErrors.ts'

/** A development method without what its name says. */
export type DevelopmentMethod = Pick<Method, 'params' | 'result' | 'handler'> & { readonly note?: string }

/** One method under one or several names; the part before the underscore is its API group. */
export function developmentMethods(names: readonly string[], method: DevelopmentMethod): MethodSet {
  const handler = withReasons(method.handler)
  return Object.fromEntries(
    names.map((name) => [name, { ...method, group: groupOf(name), fidelity: 'development', handler }]),
  )
}

/** The names `hardhat_…` and `anvil_…` of a method. */
export function bothNames(method: string): readonly string[] {
  return [`hardhat_${method}`, `anvil_${method}`]
}

/** Besu has no such methods, so their callers may be told what is wrong with an argument. */
function withReasons(handler: Handler): Handler {
  return async (params, call) => {
    try {
      return await handler(params, call)
    } catch (error) {
      if (isCoterieError(error) && ['INVALID_ARGUMENT', 'INVALID_OPTION', 'STORE_MISMATCH'].includes(error.code)) {
        throw new RpcError({ code: rpcErrors.INVALID_PARAMS[0], message: error.message }, error)
      }
      throw error
    }
  }
}

function groupOf(name: string): ApiGroup {
  const group = name.slice(0, name.indexOf('_')).toUpperCase()
  return isApiGroup(group) ? group : 'COTERIE'
}
