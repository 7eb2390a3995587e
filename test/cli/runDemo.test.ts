import { expect, it } from 'vitest'
import { TOKEN_UNIT } from '../../src/cli/demoToken.ts'
import type { DemoStep } from '../../src/cli/DemoReport.ts'
import { runDemo } from '../../src/cli/runDemo.ts'

const stepOf = (steps: readonly DemoStep[], title: string): DemoStep => {
  const step = steps.find((candidate) => candidate.title === title)
  if (step === undefined) throw new Error(`no step ${title}`)
  return step
}

it('ends with equal roots on all nodes, which answer alike', async () => {
  const { nodes, equal } = await runDemo()
  expect(equal).toBe(true)
  expect(nodes.map(({ name }) => name)).toEqual(['alice', 'bob', 'carol'])
  expect(new Set(nodes.map(({ root }) => root)).size).toBe(1)
  const balances = { alice: 650n, bob: 250n, carol: 100n }
  const expected = Object.fromEntries(Object.entries(balances).map(([name, cot]) => [name, `${cot * TOKEN_UNIT}`]))
  for (const node of nodes) expect(node.balances).toEqual(expected)
})

it('shows an outsider that has the blocks and nothing else', async () => {
  const { outsider, steps } = await runDemo()
  const block = stepOf(steps, 'call').block
  expect(outsider).toEqual({ node: 'carol', block, knowsGroup: false, code: null, enclave: 'EnclavePayloadNotFound' })
})

it('lets the newcomer replay everything and the returning member what it has missed', async () => {
  const { replays, steps } = await runDemo()
  expect(replays).toMatchObject([
    { node: 'carol', transactions: 4 },
    { node: 'bob', transactions: 2 },
  ])
  const { roots } = stepOf(steps, 'replay')
  expect(roots['carol']).toBe(roots['alice'])
  expect(roots['bob']).toBe(roots['alice'])
})

it('leaves a removed member at its last state', async () => {
  const { roots } = stepOf((await runDemo()).steps, 'remove')
  expect(roots['carol']).toBe(roots['alice'])
  expect(roots['bob']).not.toBe(roots['alice'])
})

it('gives the same roots for the same seed, others for another', async () => {
  const [one, again, other] = [await runDemo({ seed: 'a' }), await runDemo({ seed: 'a' }), await runDemo({ seed: 'b' })]
  expect(again.steps.map(({ roots }) => roots)).toEqual(one.steps.map(({ roots }) => roots))
  expect(other.group).not.toBe(one.group)
})

it('tells the progress of replays', async () => {
  const seen: string[] = []
  await runDemo({ onReplayProgress: ({ node, done, total }) => void seen.push(`${node} ${done}/${total}`) })
  expect(seen).toEqual(['carol 1/4', 'carol 2/4', 'carol 3/4', 'carol 4/4', 'bob 1/2', 'bob 2/2'])
})
