import { setImmediate as nextTurn } from 'node:timers/promises'

/** Lets what has reached the machine reach the server. */
export async function receivePending(): Promise<void> {
  // The first turn may be the one that is under way; the second one has looked at every socket.
  await nextTurn()
  await nextTurn()
}

/** Waits for work, but not longer than so many milliseconds. @returns whether the work was done. */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
