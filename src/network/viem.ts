import { CoterieError } from '../errors/CoterieError.ts'
import type { Hex } from '../primitives/bytes.ts'

/** A contract's ABI in the JSON form that compilers give. */
export type Abi = readonly AbiItem[]

/** A function, an event, an error, or something without a name. */
interface AbiItem {
  readonly type: string
}

/** A function of an ABI. */
export interface AbiFunction extends AbiItem {
  readonly name: string
  readonly inputs?: readonly unknown[]
}

/** The part of `viem` that the ABI convenience uses; the package is an optional peer. */
export interface Viem {
  readonly encodeFunctionData: (call: { abi: Abi; functionName: string; args: readonly unknown[] }) => Hex
  readonly decodeFunctionResult: (result: {
    abi: Abi
    functionName: string
    args: readonly unknown[]
    data: Hex
  }) => unknown
  readonly encodeDeployData: (deployment: { abi: Abi; bytecode: Hex; args: readonly unknown[] }) => Hex
  readonly decodeErrorResult: (result: { abi: Abi; data: Hex }) => {
    readonly abiItem: AbiItem
    readonly errorName: string
    readonly args: readonly unknown[] | undefined
  }
  readonly parseEventLogs: <Log>(events: {
    abi: Abi
    logs: readonly Log[]
  }) => readonly (Log & { readonly eventName: string; readonly args?: Readonly<Record<string, unknown>> })[]
  readonly getAbiItem: (item: { abi: Abi; name: string; args: readonly unknown[] }) => AbiItem | undefined
  readonly parseAbiItem: (signature: string) => AbiItem
  readonly formatAbiItem: (item: AbiItem) => string
  readonly formatAbiItemWithArgs: (item: { abiItem: AbiItem; args: readonly unknown[]; includeName: boolean }) => string
}

let viem: Promise<Viem> | undefined

/** @throws {CoterieError} `PEER_MISSING`. */
export function loadViem(): Promise<Viem> {
  // Without its clients, which take longer to load than all the rest.
  viem ??= import('viem/utils').then(
    (loaded) => loaded as unknown as Viem,
    (cause: unknown) => {
      viem = undefined
      const message = 'names of an ABI need the package viem: npm install viem, or pass encoded data'
      throw new CoterieError('PEER_MISSING', message, { cause })
    },
  )
  return viem
}
