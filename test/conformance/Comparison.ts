/** A value that differs from the recording. */
export interface Difference {
  /** 1-based number of the delivery (flows) or of the transaction's block (program cases); absent for the recording itself. */
  readonly delivery: number | undefined
  readonly node: string | undefined
  readonly field: string
  /** What was asked for, where requests are compared. */
  readonly method?: string
  /** JSON text; `absent` when there should be nothing. */
  readonly expected: string
  readonly found: string
}

/** Where values stand that are being compared. */
export type Place = Pick<Difference, 'delivery' | 'node' | 'field' | 'method'>

/** Compares what was recorded with what was found, value by value, and remembers how many were compared and which differ. */
export class Comparison {
  readonly differences: Difference[] = []
  /** Number of single values compared: numbers, texts, flags, and nothing where nothing is expected. */
  compared = 0

  /** Compares two values of JSON's kinds; missing and superfluous parts of objects and lists are differences. */
  compare(place: Place, expected: unknown, found: unknown): void {
    if (isObject(expected) && isObject(found) && Array.isArray(expected) === Array.isArray(found)) {
      const names = new Set([...Object.keys(expected), ...Object.keys(found)])
      if (names.size === 0) this.compared++
      for (const name of names) {
        this.compare({ ...place, field: join(place.field, name) }, valueOf(expected, name), valueOf(found, name))
      }
      return
    }
    this.compared++
    if (expected !== found) this.differ(place, expected, found)
  }

  /** Notes a difference that was found otherwise. */
  differ(place: Place, expected: unknown, found: unknown): void {
    this.differences.push({ ...place, expected: jsonText(expected), found: jsonText(found) })
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function valueOf(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}

function join(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`
}

function jsonText(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value)
}
