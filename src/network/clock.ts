/** Says what time a block gets. Seconds since 1970. */
export interface Clock {
  /** Time of the next block; it is moved on if it is not later than the parent's. */
  nextTimestamp(parentTimestamp: bigint): bigint
}

/** Each block a fixed number of seconds after its parent, so that a run is the same every time. */
export function logicalClock(secondsPerBlock = 1n): Clock {
  return { nextTimestamp: (parent) => parent + secondsPerBlock }
}

/** The machine's clock. */
export function systemClock(): Clock {
  return { nextTimestamp: () => BigInt(Math.floor(Date.now() / 1000)) }
}

/** The machine's time in seconds since 1970, with fractions: for tokens, never for blocks. */
export function unixTime(): number {
  return Date.now() / 1000
}
