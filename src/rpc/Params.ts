import { rpcError } from './RpcError.ts'

/** Turns one parameter into what a method wants. @throws {RpcError} `INVALID_PARAMS`. */
export type Decoder<T> = (value: unknown) => T

/** The parameters of one request. More than a method needs are ignored unless it says {@link exactly} (spec 03 §4). */
export class Params {
  readonly #values: readonly unknown[]

  constructor(values: readonly unknown[]) {
    this.#values = values
  }

  get length(): number {
    return this.#values.length
  }

  /** @throws {RpcError} `INVALID_PARAMS` when it is missing, null or cannot be decoded. */
  required<T>(index: number, decode: Decoder<T>): T {
    const value = this.#values[index]
    if (value === undefined || value === null) throw rpcError('INVALID_PARAMS')
    return decode(value)
  }

  /** `undefined` when it is missing or null. @throws {RpcError} `INVALID_PARAMS` when it cannot be decoded. */
  optional<T>(index: number, decode: Decoder<T>): T | undefined {
    const value = this.#values[index]
    return value === undefined || value === null ? undefined : decode(value)
  }

  /** @throws {RpcError} `INVALID_PARAMS` unless there are just so many. */
  exactly(count: number): void {
    if (this.#values.length !== count) throw rpcError('INVALID_PARAMS')
  }
}
