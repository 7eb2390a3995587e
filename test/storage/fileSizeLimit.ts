import { execFileSync, spawnSync } from 'node:child_process'
import { onTestFinished } from 'vitest'

/** Whether the files of this process can be kept from growing: then LevelDB fails as on a full disk, in the middle of a record. */
export const canLimitFileSize = spawnSync('prlimit', ['--version']).status === 0

/**
 * Keeps every file of this process from growing beyond a size. Node.js ignores the signal that comes with it, so that writing
 * fails after as many bytes as there was room for.
 * @returns ends that, as the end of the test does.
 */
export function limitFileSize(bytes: number): () => void {
  const prlimit = (...words: readonly string[]): string =>
    execFileSync('prlimit', ['--pid', String(process.pid), ...words], { encoding: 'utf8' })
  const before = prlimit('--fsize', '--output', 'SOFT', '--noheadings', '--raw').trim()
  prlimit(`--fsize=${bytes}:`)
  const end = (): void => void prlimit(`--fsize=${before}:`)
  onTestFinished(end)
  return end
}
