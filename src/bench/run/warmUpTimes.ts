/**
 * The warm-up goes on for 2 seconds at least, and for 6 at most until it has done as many transactions as count then: the engine of
 * JavaScript compiles what is hot when it has seen enough of it, and again when it has seen more.
 */
export const [WARM_UP_MS, LONGEST_WARM_UP_MS] = [2000, 6000] as const

/** How long it goes on again once what the preparation has left behind is collected; not for rounds that take longer. */
export const AGAIN_MS = 1000
