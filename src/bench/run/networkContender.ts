import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { createNetwork } from '../../createNetwork.ts'
import { keccakBackend } from '../../crypto/keccak.ts'
import { signatureBackend } from '../../crypto/secp256k1.ts'
import { CoterieError } from '../../errors/CoterieError.ts'
import { bytesIn } from '../measure/bytesIn.ts'
import { readDeliveries } from '../workloads/historyFiles.ts'
import type { MeasuredReplay, ReplayOutcome } from './Contender.ts'
import { privateGenesis } from './prepareDataPath.ts'

/** Lets the newcomer of a network of ours import the block in which it joins; in a copy of the prepared data path. */
export async function replay({ task, history, engine, scratch, tell, begin }: MeasuredReplay): Promise<ReplayOutcome> {
  if (task.prepared === null) throw new CoterieError('INVALID_ARGUMENT', 'a network needs a prepared data path')
  const { newcomer, groups, deliveries } = history
  const dataPath = join(scratch, 'network')
  await cp(task.prepared, dataPath, { recursive: true })
  const rlp = await lastBlock(task.history, deliveries)
  // A member that has no blocks yet imports them here.
  const network = await createNetwork({
    dataPath,
    mining: 'manual',
    ...(engine === null ? {} : { engine }),
    ...privateGenesis(history),
  })
  try {
    let earlier = 0
    let current = ''
    let counted = 0
    network.on('replay-progress', ({ group, done }) => {
      if (group !== current) [earlier, current] = [earlier + counted, group]
      counted = done
      tell(earlier + done)
    })
    const before = await bytesIn(dataPath)
    const end = await begin()
    const { reports } = await network.importBlock(rlp, [newcomer])
    const use = await end()
    const report = reports.get(newcomer)
    if (report?.error !== undefined) throw report.error
    const roots = groups.map((group) => network.node(newcomer).stateRoot(group))
    const transactions = (report?.replays ?? []).reduce((sum, one) => sum + one.transactions, 0)
    await network.close()
    const storedBytes = (await bytesIn(dataPath)) - before
    const parts = { signatures: signatureBackend, keccak: keccakBackend }
    return { use, roots, transactions, storedBytes, parts }
  } finally {
    await network.close()
  }
}

async function lastBlock(folder: string, deliveries: number): Promise<string> {
  let number = 0
  for await (const { rlp } of readDeliveries(folder)) if (++number === deliveries) return rlp
  throw new CoterieError('DECODE_FAILED', `the history in ${folder} ends early; remove it and record it again`)
}
