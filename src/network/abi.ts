import { CoterieError } from '../errors/CoterieError.ts'
import { type Hex, fromHex, toHex } from '../primitives/bytes.ts'
import { functionOf } from './functionOf.ts'
import { type Abi, loadViem } from './viem.ts'

/** Init code with encoded constructor arguments. Without arguments neither the ABI nor `viem` is needed. */
export async function encodeConstructor(
  abi: Abi | undefined,
  bytecode: Uint8Array,
  args: readonly unknown[],
): Promise<Uint8Array> {
  if (args.length === 0) return bytecode
  const { encodeDeployData } = await loadViem()
  return readingArguments(() =>
    fromHex(encodeDeployData({ abi: required(abi), bytecode: toHex(bytecode), args: args.map(plainArgument) })),
  )
}

/** Call data of a function. @param name its name or its signature. */
export async function encodeCall(abi: Abi | undefined, name: string, args: readonly unknown[]): Promise<Uint8Array> {
  const viem = await loadViem()
  return readingArguments(() => {
    const plain = args.map(plainArgument)
    const item = functionOf(viem, required(abi), name, plain)
    return fromHex(viem.encodeFunctionData({ abi: [item], functionName: item.name, args: plain }))
  })
}

/** What a function returned, decoded. @param args what it was called with: they tell which of several of that name it was. */
export async function decodeResult(
  abi: Abi | undefined,
  name: string,
  args: readonly unknown[],
  data: Hex,
): Promise<unknown> {
  const viem = await loadViem()
  return readingArguments(() => {
    const plain = args.map(plainArgument)
    const item = functionOf(viem, required(abi), name, plain)
    return viem.decodeFunctionResult({ abi: [item], functionName: item.name, args: plain, data })
  })
}

/** Events of an ABI that logs are, decoded; others are left out. */
export async function decodeEvents<Log>(
  abi: Abi | undefined,
  logs: readonly Log[],
): Promise<{ readonly name: string; readonly args: Readonly<Record<string, unknown>>; readonly log: Log }[]> {
  const { parseEventLogs } = await loadViem()
  return readingArguments(() => {
    const given = required(abi)
    // One by one: what it gives does not say which log it is.
    return logs.flatMap((log) =>
      parseEventLogs({ abi: given, logs: [log] }).map(({ eventName: name, args = {} }) => ({ name, args, log })),
    )
  })
}

/** Whoever has an address may stand for it: a node, an account, a contract. */
function plainArgument(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('address' in value)) return value
  return value.address
}

function required(abi: Abi | undefined): Abi {
  if (abi === undefined)
    throw new CoterieError('INVALID_ARGUMENT', 'give the ABI of the contract, or encode and decode the data yourself')
  return abi
}

function readingArguments<T>(encode: () => T): T {
  try {
    return encode()
  } catch (cause) {
    if (cause instanceof CoterieError) throw cause
    const problem = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
    throw new CoterieError('INVALID_ARGUMENT', `the ABI does not fit: ${problem}`, { cause })
  }
}
