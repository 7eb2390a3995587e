import { CoterieError } from '../errors/CoterieError.ts'
import type { Abi, AbiFunction, Viem } from './viem.ts'

/**
 * The function of an ABI that is meant.
 * @param name its name, or its signature (`transfer(address,uint256)`), which tells it from others of the same name.
 * @param args what it is called with; of several with one name they tell which one it is.
 * @throws {CoterieError} `INVALID_ARGUMENT` when there is none or it cannot be told; the message lists signatures.
 */
export function functionOf(viem: Viem, abi: Abi, name: string, args: readonly unknown[]): AbiFunction {
  const functions = abi.filter(isFunction)
  const [bareName = name] = name.split('(')
  const isSignature = bareName !== name
  const bySignature = new Map(
    functions.filter((item) => item.name === bareName.trim()).map((item) => [viem.formatAbiItem(item), item]),
  )
  const named = [...bySignature.keys()]
  const candidates = isSignature
    ? named.filter((signature) => signature === canonical(viem, name))
    : fitting(viem, bySignature, args)
  const [only] = candidates
  const chosen = only === undefined ? undefined : bySignature.get(only)
  if (chosen !== undefined && candidates.length === 1) return chosen
  const choices = named.length > 0 ? named : functions.map((item) => viem.formatAbiItem(item))
  const list = choices.map((signature) => `'${signature}'`).join(', ')
  if (isSignature || named.length === 0) {
    const advice = choices.length > 0 ? `choose from ${list}` : 'it has no functions at all'
    throw new CoterieError('INVALID_ARGUMENT', `the ABI has no function '${name}'; ${advice}`)
  }
  const problem = `the arguments do not tell which function '${name}' is meant`
  throw new CoterieError('INVALID_ARGUMENT', `${problem}; choose by signature from ${list}`)
}

/** Signatures of those that take the arguments. Of one alone is not asked whether it does: encoding says what is wrong. */
function fitting(viem: Viem, named: ReadonlyMap<string, AbiFunction>, args: readonly unknown[]): readonly string[] {
  if (named.size < 2) return [...named.keys()]
  const takingAsMany = [...named].filter(([, { inputs = [] }]) => inputs.length === args.length)
  const chosen = takingAsMany.length < 2 ? takingAsMany : takingAsMany.filter(([, item]) => isFitting(viem, item, args))
  return chosen.map(([signature]) => signature)
}

/** `viem` looks at types only where it can choose: between the function and one that cannot be meant. */
function isFitting(viem: Viem, item: AbiFunction, args: readonly unknown[]): boolean {
  const other = { type: 'function', name: item.name, inputs: [] }
  return viem.getAbiItem({ abi: [other, item], name: item.name, args }) === item
}

/** A signature may be written as in a source: with spaces, names of parameters, `uint`. */
function canonical(viem: Viem, signature: string): string {
  try {
    return viem.formatAbiItem(viem.parseAbiItem(`function ${signature}`))
  } catch {
    return signature
  }
}

function isFunction(item: Abi[number]): item is AbiFunction {
  return item.type === 'function'
}
