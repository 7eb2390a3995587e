import { basename, resolve, sep } from 'node:path'
import { flowName } from './flowHistory.ts'

/**
 * A name for each recording: that of its file, or where several would have the same, as much of the path as tells them apart.
 * @param given paths of files, each of which is named in one way.
 * @param taken names that something else has.
 * @returns names by path.
 */
export function recordingNames(given: readonly string[], taken: readonly string[] = []): ReadonlyMap<string, string> {
  const paths = [...new Set(given)]
  const choices = new Map(paths.map((path) => [path, namesOf(path)]))
  const level = new Map(paths.map((path) => [path, 0]))
  const nameOf = (path: string): string => choices.get(path)?.[level.get(path) ?? 0] ?? path
  for (;;) {
    const names = [...taken, ...paths.map(nameOf)]
    const ambiguous = paths.filter((path) => names.indexOf(nameOf(path)) !== names.lastIndexOf(nameOf(path)))
    // Beyond the whole path there is nothing to tell by.
    const canTell = ambiguous.some((path) => (level.get(path) ?? 0) < (choices.get(path)?.length ?? 0))
    if (!canTell) return new Map(paths.map((path) => [path, nameOf(path)]))
    for (const path of ambiguous) level.set(path, (level.get(path) ?? 0) + 1)
  }
}

/** From the shortest on: the last parts of the path without the ending of the file, and with it. */
function namesOf(path: string): string[] {
  const parts = resolve(path).split(sep)
  return parts.flatMap((_, index) => {
    const folders = parts.slice(parts.length - 1 - index, -1)
    return [flowName(path), basename(path)].map((file) => [...folders, file].join('/'))
  })
}
