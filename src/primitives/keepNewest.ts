/** Where the oldest entry of a map is: from the beginning, a search would come by everything that has been deleted since. */
const oldest = new WeakMap<object, MapIterator<unknown>>()

/** Puts an entry into a map that holds so many at most: the one put in first makes room. */
export function keepNewest<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > limit) map.delete(takeOldest(map))
}

/** The key that was put in first of those in a map that is not empty, to be deleted at once. */
function takeOldest<K, V>(map: Map<K, V>): K {
  let next = oldest.get(map)?.next()
  if (next === undefined || next.done === true) {
    // The entries that were put in last had all been deleted in between.
    const keys = map.keys()
    oldest.set(map, keys)
    next = keys.next()
  }
  return next.value as K
}
