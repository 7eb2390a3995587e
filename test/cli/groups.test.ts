import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { GroupSummary } from '../../src/cli/groups.ts'
import { runCommandLine } from '../../src/cli/runCommandLine.ts'
import { createNetwork } from '../../src/index.ts'
import { temporaryFolder } from '../storage/temporaryFolder.ts'
import { capturedTerminal } from './capturedTerminal.ts'
import { payBob, storedNetwork } from './storedNetwork.ts'

async function summaries(dataPath: string): Promise<GroupSummary[]> {
  const terminal = capturedTerminal()
  expect(await runCommandLine(['groups', '--json', '--data-path', dataPath], terminal)).toBe(0)
  return (JSON.parse(terminal.stdout()) as { groups: GroupSummary[] }).groups
}

it('lists each group with members, lock, transactions and root', async () => {
  const { dataPath, group } = await storedNetwork(({ group }) => group.lock())
  const terminal = capturedTerminal()
  expect(await runCommandLine(['groups', '--data-path', dataPath], terminal)).toBe(0)
  const [header = '', row = ''] = terminal.stdout().split('\n')
  expect(header).toMatch(/^group +members +lock +transactions +last block +state root +nodes agree$/)
  const [{ root }] = (await summaries(dataPath)) as [GroupSummary]
  expect(row.split(/ {2,}/)).toEqual([
    group,
    'alice, bob',
    'locked',
    '3',
    '3',
    `${root.slice(0, 8)}…${root.slice(-4)}`,
    'yes',
  ])
})

it('shows a group as its members see it, not as somebody who was removed', async () => {
  const { dataPath } = await storedNetwork(async (cast) => {
    await cast.group.add('carol')
    await cast.group.remove('alice')
  })
  const [summary] = await summaries(dataPath)
  expect(summary?.members?.map(({ node }) => node)).toEqual(['carol', 'bob'])
  expect(Object.keys(summary?.roots ?? {})).toEqual(['alice', 'bob', 'carol'])
  expect(summary?.agree).toBe(true)
})

it('says when nodes of a group differ', async () => {
  const { dataPath } = await storedNetwork(async (cast) => {
    cast.network.node('bob').enclave.faults.failWith({ kind: 'client', message: 'EnclavePayloadNotFound' })
    await payBob(cast, 5n)
  })
  const [summary] = await summaries(dataPath)
  expect(summary?.agree).toBe(false)
  const terminal = capturedTerminal()
  await runCommandLine(['groups', '--data-path', dataPath], terminal)
  expect(terminal.stdout()).toMatch(/no: inspect it\n$/)
})

it('lists nothing where there is no group', async () => {
  const dataPath = await temporaryFolder()
  await (await createNetwork({ nodes: ['alice'], dataPath })).close()
  const terminal = capturedTerminal()
  expect(await runCommandLine(['groups', '--data-path', dataPath], terminal)).toBe(0)
  expect(terminal.stdout()).toBe(`No node in ${dataPath} knows a privacy group.\n`)
  expect(await summaries(dataPath)).toEqual([])
})

it.each(['chain', 'chain/CURRENT'])('does not advise to make a network where %s is gone', async (gone) => {
  const { dataPath } = await storedNetwork()
  await rm(join(dataPath, gone), { recursive: true })
  for (const words of [['groups'], ['inspect', 'ab']]) {
    const terminal = capturedTerminal()
    expect(await runCommandLine([...words, '--data-path', dataPath], terminal)).toBe(4)
    expect(terminal.stderr()).toMatch(/^coterie: STORE_CORRUPT: .* restore it from a copy/)
  }
})
