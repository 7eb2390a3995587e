import type { FloatId } from './FloatId.ts'

/** Anything that JSON can say. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined }

/** The id of a request, echoed in its answer; a number beyond 2^53 stays a bigint, one that is no integer keeps its form. */
export type RequestId = string | number | bigint | FloatId | null

/** Error part of an answer. */
export interface ErrorObject {
  readonly code: number
  readonly message: string
  readonly data?: JsonValue
}

/** An answer; keys are in Besu's order (spec 03 §2.6). */
export type RpcResponse =
  | { readonly jsonrpc: '2.0'; readonly id: RequestId; readonly result: JsonValue }
  | { readonly jsonrpc: '2.0'; readonly id: RequestId; readonly error: ErrorObject }
