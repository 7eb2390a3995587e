/** Somebody's wish that a program that serves should end. */
export interface StopRequest {
  /** Begins to wait for it. */
  wait(): StopWait
}

/** Waiting for the end. */
export interface StopWait {
  /** Resolves when the program should end. */
  readonly wanted: Promise<unknown>
  /** Ends the waiting. */
  release(): void
}

/** A program that nobody stops. */
export const neverStop: StopRequest = {
  wait: () => ({ wanted: new Promise(() => undefined), release: () => undefined }),
}

/** Exit codes that shells use for a process that a signal has ended. */
export const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** Waits for a signal to stop. The first one asks for a graceful end; another one ends the process at once. */
export const signalledStop: StopRequest = {
  wait: () => {
    // A process without servers would end by itself.
    const alive = setInterval(() => undefined, 0x7fffffff)
    const wanted = new Promise<void>((resolve) => {
      let asked = false
      for (const [signal, exitCode] of Object.entries(SIGNALS)) {
        process.on(signal, () => {
          if (asked) process.exit(exitCode)
          asked = true
          resolve()
        })
      }
    })
    return { wanted, release: () => clearInterval(alive) }
  },
}
