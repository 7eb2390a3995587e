/** Requests for one method. */
export interface MethodCount {
  /** Compared. */
  readonly requests: number
  readonly differing: number
}

/** Counts requests by method. */
export class MethodCounts {
  readonly #counts = new Map<string, MethodCount>()

  /** Counts by name of the method. */
  get byMethod(): ReadonlyMap<string, MethodCount> {
    return this.#counts
  }

  /** Counts one request, or adds a count. */
  add(method: string, more: Partial<MethodCount>): void {
    const { requests, differing } = this.#counts.get(method) ?? NONE
    this.#counts.set(method, {
      requests: requests + (more.requests ?? 0),
      differing: differing + (more.differing ?? 0),
    })
  }

  /** All methods together. */
  get total(): MethodCount {
    const all = new MethodCounts()
    for (const count of this.#counts.values()) all.add('', count)
    return all.byMethod.get('') ?? NONE
  }
}

const NONE: MethodCount = { requests: 0, differing: 0 }
