import { type Alteration, type Json, alterationsOf } from './alterations.ts'
import type { RpcLine } from './rpcRecording.ts'

/**
 * What of a line has a bearing on the comparison, whatever was asked. Many answers are the same one delivery later, or with several
 * tenants.
 */
const CONCERNS =
  /^(response|the whole: unknown field|(node|user): other value|(afterDelivery|node|multiTenancy|user|request): left out)/

/** What of a line with a user has: many answers are the same to another user, or on another node. */
const CONCERNS_OF_TENANTS =
  /^(response|the whole: unknown field|(afterDelivery|node|multiTenancy|user|request): left out)/

/** Every change to a recorded answer that the runner must notice, the order of keys included. */
export function rpcAlterationsOf(line: RpcLine): Alteration[] {
  const concerns = line.multiTenancy ? CONCERNS_OF_TENANTS : CONCERNS
  const values = alterationsOf(line as unknown as Json).filter(({ kind }) => concerns.test(kind))
  return [...values, ...reorderings(line.response, ['response'])]
}

function reorderings(value: unknown, path: readonly string[]): Alteration[] {
  if (typeof value !== 'object' || value === null) return []
  const below = Object.entries(value).flatMap(([key, item]) => reorderings(item, [...path, key]))
  if (Array.isArray(value) || Object.keys(value).length < 2) return below
  const place = path.map((key) => (/^\d+$/.test(key) ? '[]' : key)).join('.')
  return [{ kind: `${place}: keys in another order`, apply: (recording) => reverseKeys(recording, path) }, ...below]
}

function reverseKeys(recording: Json, path: readonly string[]): void {
  let holder: unknown = recording
  for (const key of path) holder = (holder as Record<string, unknown>)[key]
  const object = holder as Record<string, unknown>
  const entries = Object.entries(object).reverse()
  for (const [key] of entries) delete object[key]
  for (const [key, value] of entries) object[key] = value
}
