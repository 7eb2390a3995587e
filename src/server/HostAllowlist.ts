/** Names that a `Host` header may have (spec 03 §2.3). */
export class HostAllowlist {
  readonly #names: ReadonlySet<string>
  readonly #all: boolean

  /** @param names without port; `*` or `all` for every host, `none` for no host. */
  constructor(names: readonly string[]) {
    this.#all = names.includes('*') || names.includes('all')
    this.#names = new Set(names.filter((name) => name !== 'none').map((name) => name.toLowerCase()))
  }

  /** @param host the header as it came. */
  accepts(host: string | undefined): boolean {
    if (this.#all) return true
    const name = /^([^:]*)(?::[0-9]{1,5})?$/.exec(host ?? '')?.[1]
    return name !== undefined && this.#names.has(name.toLowerCase())
  }
}
