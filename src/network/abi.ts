import { CoterieError } from '../errors/CoterieError.ts'
import { type Hex, concat, fromHex, toHex } from '../primitives/bytes.ts'

/** A contract's ABI in the JSON form that compilers give. */
export type Abi = readonly { readonly type: string }[]

/** The part of `viem` that the ABI convenience uses; the package is an optional peer. */
interface Viem {
  readonly encodeFunctionData: (call: { abi: Abi; functionName: string; args: readonly unknown[] }) => Hex
  readonly decodeFunctionResult: (result: {
    abi: Abi
    functionName: string
    args: readonly unknown[]
    data: Hex
  }) => unknown
  readonly encodeDeployData: (deployment: { abi: Abi; bytecode: Hex; args: readonly unknown[] }) => Hex
}

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

/** Call data of a function. */
export async function encodeCall(
  abi: Abi | undefined,
  functionName: string,
  args: readonly unknown[],
): Promise<Uint8Array> {
  const { encodeFunctionData } = await loadViem()
  return readingArguments(() =>
    fromHex(encodeFunctionData({ abi: required(abi), functionName, args: args.map(plainArgument) })),
  )
}

/** What a function returned, decoded. @param args what it was called with: they tell which of several of that name it was. */
export async function decodeResult(
  abi: Abi | undefined,
  functionName: string,
  args: readonly unknown[],
  data: Hex,
): Promise<unknown> {
  const { decodeFunctionResult } = await loadViem()
  return readingArguments(() =>
    decodeFunctionResult({ abi: required(abi), functionName, args: args.map(plainArgument), data }),
  )
}

/** Whoever has an address may stand for it: a node, an account, a contract. */
function plainArgument(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('address' in value)) return value
  return value.address
}

function required(abi: Abi | undefined): Abi {
  if (abi === undefined)
    throw new CoterieError('INVALID_ARGUMENT', 'give the ABI of the contract, or encode the data yourself')
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

let viem: Promise<Viem> | undefined

function loadViem(): Promise<Viem> {
  viem ??= import('viem').then(
    (loaded) => loaded as unknown as Viem,
    (cause: unknown) => {
      viem = undefined
      const message = 'ABI encoding needs the package viem: npm install viem, or pass encoded data'
      throw new CoterieError('PEER_MISSING', message, { cause })
    },
  )
  return viem
}

/** Text of a standard `Error(string)` revert; `undefined` for other revert data. */
export function revertText(data: Hex): string | undefined {
  const bytes = fromHex(data)
  if (!data.startsWith('0x08c379a0') || bytes.length < 68) return undefined
  const length = Number(BigInt(toHex(concat(bytes.subarray(36, 68)))))
  return Buffer.from(bytes.subarray(68, 68 + Math.min(length, bytes.length))).toString('utf8')
}
