import { readdirSync } from 'node:fs'
import { Comparison } from './Comparison.ts'
import { readRecording } from './readRecording.ts'
import { runEvmCase } from './runEvmCase.ts'
export async function main(root: string): Promise<void> {
  const folder = `${root}/test/recordings/evm`
  for (const name of readdirSync(folder)) {
    const t0 = performance.now()
    const r = readRecording(`${folder}/${name}`)
    const t1 = performance.now()
    if (r.kind !== 'evm') continue
    const c = new Comparison()
    const failed = new Set<string>()
    for (const one of r.cases) { const n = c.differences.length; await runEvmCase(one, c); if (c.differences.length > n) failed.add(one.id) }
    console.log(name, r.cases.length, c.compared, c.differences.length, failed.size, Math.round(t1 - t0), Math.round(performance.now() - t1))
    for (const d of c.differences.slice(0, 3)) console.log(JSON.stringify(d))
  }
}
