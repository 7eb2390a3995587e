/** What `next` makes of a value: at once if the value is there, so that a synchronous engine costs no promise. */
export function onceReady<T, U>(value: T | Promise<T>, next: (value: T) => U | Promise<U>): U | Promise<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}
