/** Origins whose pages may ask (spec 03 §2.4). */
export class CorsOrigins {
  readonly #patterns: readonly RegExp[]

  /** @param domains regular expressions that must match a whole origin; `*` or `all` for every origin, `none` for no origin. */
  constructor(domains: readonly string[]) {
    const patterns = domains.filter((domain) => domain !== 'none')
    this.#patterns = patterns.map((domain) =>
      domain === '*' || domain === 'all' ? /^/ : new RegExp(`^(?:${domain})$`),
    )
  }

  accepts(origin: string): boolean {
    return this.#patterns.some((pattern) => pattern.test(origin))
  }
}
