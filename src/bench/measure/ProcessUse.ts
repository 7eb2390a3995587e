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
  return Math.round(process.resourceUsage().maxRSS / 1024)
}

function writtenBytes(): number | null {
  try {
    const count = /^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]
    return count === undefined ? null : Number(count)
  } catch {
    return null
  }
}
