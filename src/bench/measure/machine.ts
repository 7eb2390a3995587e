import { cpus, totalmem } from 'node:os'

/** Versions and machine, as results name them. @param version of this package. */
export function machine(version: string): Record<string, string> {
  const [cpu] = cpus()
  return {
    coterie: version,
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    machine: `${cpus().length} x ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  }
}
