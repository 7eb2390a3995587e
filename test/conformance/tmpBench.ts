import { readRecording } from './readRecording.ts'
import { runFlow } from './runFlow.ts'
export async function main(root: string): Promise<void> {
  for (const name of ['erc20-1k-100pb', 'erc20-1k', 'erc20-1k-gap']) {
    const t0 = performance.now()
    const r = readRecording(`${root}/bench/recordings/${name}.json.gz`)
    const t1 = performance.now()
    if (r.kind !== 'flow') continue
    const c = await runFlow(r.flow)
    console.log(name, c.compared, c.differences.length, Math.round(t1 - t0), Math.round(performance.now() - t1))
    for (const d of c.differences.slice(0, 3)) console.log(JSON.stringify(d))
  }
}
