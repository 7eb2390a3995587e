import type { JsonValue } from './JsonRpc.ts'

/** Indented JSON as Besu writes it: a member a line, ` : ` after its name, the items of an array on one line. */
export function prettyJson(value: JsonValue | undefined, indent = ''): string {
  if (isList(value)) {
    return value.length === 0 ? '[ ]' : `[ ${value.map((item) => prettyJson(item, indent)).join(', ')} ]`
  }
  if (typeof value !== 'object' || value === null) return value === undefined ? 'null' : JSON.stringify(value)
  const inner = `${indent}  `
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${inner}${JSON.stringify(name)} : ${prettyJson(member, inner)}`)
  return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}
