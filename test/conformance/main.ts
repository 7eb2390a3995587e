import { readdirSync, writeFileSync } from 'node:fs'
import { runFlow } from './runFlow.ts'
import { readRecording } from './readRecording.ts'

export async function main(args: string[], root: string): Promise<number> {
  const folder = `${root}/test/recordings/flows`
  const only = args[0] ?? ''
  const lines: string[] = []
  let bad = 0, all = 0, compared = 0
  const t0 = performance.now()
  for (const name of readdirSync(folder).filter((n) => n.includes(only))) {
    all++
    try {
      const r = readRecording(`${folder}/${name}`)
      if (r.kind !== 'flow') continue
      const c = await runFlow(r.flow)
      compared += c.compared
      if (c.differences.length > 0) {
        bad++
        lines.push(`${name}: ${c.differences.length} differences`)
        for (const d of c.differences.slice(0, only === '' ? 4 : 40)) lines.push(`   ${JSON.stringify(d)}`)
      }
    } catch (e) {
      bad++
      lines.push(`${name}: threw ${e instanceof Error ? (e.stack ?? '') + String(e.cause ?? '') : String(e)}`)
    }
  }
  const head = `${new Date().toISOString()} flows: ${all - bad} passed, ${bad} failed, ${compared} values, ${Math.round(performance.now() - t0)} ms`
  const text = [head, ...lines].join('\n')
  if (only === '') writeFileSync('/tmp/conformance-report.txt', text + '\n')
  console.log(text.slice(0, 12000))
  return bad === 0 ? 0 : 1
}
