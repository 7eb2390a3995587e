/** Most replay threads that can be asked for. */
export const MOST_REPLAY_THREADS = 64
