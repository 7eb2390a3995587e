import { readFileSync } from 'node:fs'

/** What this process has used between two points of time. */
export interface Use {
  readonly seconds: number
  /** Of all threads. */
  readonly cpuSeconds: number
  /** Handed to the operating system for writing; `null` where it does not tell. */
  readonly writtenBytes: number | null
}

/** Measures what this process uses. @returns ends the measurement. */
export function measureUse(): () => Use {
  const written = writtenBytes()
  const cpu = process.cpuUsage()
  const started = performance.now()
  return () => {
    const seconds = (performance.now() - started) / 1000
    const { user, system } = process.cpuUsage(cpu)
    const now = writtenBytes()
    return {
      seconds,
      cpuSeconds: (user + system) / 1e6,
      writtenBytes: now === null || written === null ? null : now - written,
    }
  }
}

/** Peak resident memory of this process so far, MB. */
export function peakMb(): number {
  // Linux counts the peak of the process that has started this one into `maxRSS`.
  const kilobytes = numberIn('/proc/self/status', /^VmHWM:\s*(\d+) kB$/m) ?? process.resourceUsage().maxRSS
  return Math.round(kilobytes / 1024)
}

const writtenBytes = (): number | null => numberIn('/proc/self/io', /^wchar: (\d+)$/m)

/** A number in a file of the operating system; `null` where it has none. */
function numberIn(path: string, pattern: RegExp): number | null {
  try {
    const found = pattern.exec(readFileSync(path, 'utf8'))?.[1]
    return found === undefined ? null : Number(found)
  } catch {
    return null
  }
}
