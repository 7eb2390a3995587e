import type { NetworkNode } from '../../src/index.ts'

/** Asks a node through its provider. */
export function ask(node: NetworkNode, method: string, ...params: readonly unknown[]): Promise<unknown> {
  return node.provider.request({ method, params })
}

/** Code, message and data (if there are any) that a request is answered with. */
export async function errorOf(answer: Promise<unknown>): Promise<{ code: number; message: string; data?: unknown }> {
  const error: unknown = await answer.then(
    (result) => ({ code: 0, message: `it succeeded: ${JSON.stringify(result)}` }),
    (reason: unknown) => reason,
  )
  const { code, message, data } = error as { code: number; message: string; data?: unknown }
  return data === undefined ? { code, message } : { code, message, data }
}
