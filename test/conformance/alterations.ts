/** A recording as JSON reads it; alterations write to it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** One change to a recording that the runner must notice. */
export interface Alteration {
  /** What is changed and how, without indexes, names and ids: `final.*.head: other text`. */
  readonly kind: string
  /** Changes the recording that it was found in, or an equal copy. */
  readonly apply: (recording: Json) => void
}

/** Keys whose values stand under names. */
const BY_NAME = new Set(['nodes', 'final', 'accounts', 'alloc'])
/** Keys that are hashes, addresses, slots or ids. */
const ID = /^(0x[0-9a-f]*|[0-9a-fA-F]{40}|[A-Za-z0-9+/]{43}=)$/

/** Every single change of every value of a recording, as they stand in it. */
export function alterationsOf(recording: Json): Alteration[] {
  return inside(recording, [], '')
}

type Path = readonly (string | number)[]

function inside(value: Json, path: Path, kind: string): Alteration[] {
  if (typeof value !== 'object' || value === null) return [replaced(path, kind, value)]
  if (Array.isArray(value)) {
    const own = value.length === 0 ? [] : [alteration(path, `${kind}[]: last left out`, (list) => void pop(list))]
    return [...own, ...value.flatMap((item, index) => inside(item, [...path, index], `${kind}[]`))]
  }
  const byName = BY_NAME.has(String(path.at(-1)))
  const own = [
    alteration(
      path,
      `${kind === '' ? 'the whole' : kind}: unknown field`,
      (object) => void set(object, 'unknownField', 1),
    ),
  ]
  return Object.entries(value).reduce((found, [key, item]) => {
    const general = byName || ID.test(key) ? '*' : key
    const below = kind === '' ? general : `${kind}.${general}`
    const without = alteration(path, `${below}: left out`, (object) => void remove(object, key))
    return [...found, without, ...inside(item, [...path, key], below)]
  }, own)
}

function replaced(path: Path, kind: string, value: string | number | boolean | null): Alteration {
  const parent = path.slice(0, -1)
  const key = path.at(-1) ?? ''
  return alteration(parent, `${kind}: other value`, (holder) => void set(holder, key, otherThan(value)))
}

function otherThan(value: string | number | boolean | null): Json {
  if (value === null) return {}
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  if (/^0x[0-9a-f]+$/.test(value)) return value.slice(0, -1) + (value.endsWith('1') ? '2' : '1')
  if (value === '0x') return '0x01'
  return `${value.startsWith('B') ? 'C' : 'B'}${value.slice(1)}`
}

function alteration(path: Path, kind: string, change: (holder: Json) => void): Alteration {
  return {
    kind,
    apply: (recording) => {
      let holder: Json | undefined = recording
      for (const key of path) holder = at(holder, key)
      if (holder !== undefined) change(holder)
    },
  }
}

function at(holder: Json | undefined, key: string | number): Json | undefined {
  if (Array.isArray(holder)) return holder[Number(key)]
  return typeof holder === 'object' && holder !== null ? holder[key] : undefined
}

function set(holder: Json, key: string | number, value: Json): void {
  if (Array.isArray(holder)) holder[Number(key)] = value
  else if (typeof holder === 'object' && holder !== null) holder[key] = value
}

function remove(holder: Json, key: string): void {
  if (typeof holder === 'object' && holder !== null && !Array.isArray(holder)) delete holder[key]
}

function pop(holder: Json): void {
  if (Array.isArray(holder)) holder.pop()
}
