/**
 * Work that waits here and there, written as a generator: `yield* waitFor(promise)` stands where an asynchronous function has
 * `await promise`. As long as it waits for nothing it costs neither a promise nor a turn, which an asynchronous function does
 * at each of its calls: a block goes through dozens of them.
 */
export type Steps<T> = Generator<Promise<unknown>, T, unknown>

/** Waits for a promise in {@link Steps}. @throws what it is rejected with. */
export function* waitFor<T>(promise: Promise<T>): Steps<T> {
  return (yield promise) as T
}

/**
 * Takes steps to their end: at once if they wait for nothing, else from the first promise on as an asynchronous function does.
 * @throws what the steps throw before they wait; later it is the promise that is rejected.
 */
export function takeSteps<T>(steps: Steps<T>): T | Promise<T> {
  const { done, value } = steps.next()
  return done === true ? value : goOn(steps, value)
}

async function goOn<T>(steps: Steps<T>, first: Promise<unknown>): Promise<T> {
  for (let waiting = first; ;) {
    const { done, value } = await waiting.then(
      (given) => steps.next(given),
      (error: unknown) => steps.throw(error),
    )
    if (done === true) return value
    waiting = value
  }
}
