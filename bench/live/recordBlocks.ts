import { type Account, type Hex, createAccount, createNetwork } from '../../src/index.ts'
import { token } from '../../test/fixtures/contracts.ts'

/** Blocks with one private transaction of three members each, as a process of the benchmark reads them. */
export interface LiveRecording {
  readonly seed: string
  readonly nodes: readonly string[]
  /** Id, base64. */
  readonly group: string
  /** Of the group after all blocks, hex. */
  readonly root: Hex
  /** What every member's enclave has. */
  readonly payloads: readonly { readonly handle: string; readonly payload: string; readonly senderKey: string | null }[]
  /** RLP, base64. */
  readonly blocks: readonly string[]
  /** How many of the blocks make the group, the token and its holders: they are not measured. */
  readonly preparing: number
}

const NODES = ['alice', 'bob', 'carol']
const SENDERS = 20
const HOLDERS = 1000
const SUPPLY = 10n ** 24n

/** Records token transfers, one a block: by 20 senders among 1,000 holders. Other keys and other bytes for another seed. */
export async function recordBlocks(seed: string, count: number): Promise<LiveRecording> {
  await using network = await createNetwork({ nodes: NODES, seed })
  const alice = network.node('alice')
  const group = await alice.createGroup({ members: NODES })
  const { address } = await group.deploy({ abi: token.abi, bytecode: token.creation, args: [SUPPLY] })
  const senders = Array.from({ length: SENDERS }, (_, index) => accountOf(seed, index))
  const transfer = async (to: Hex, value: bigint, account?: Account): Promise<void> => {
    const data: Hex = `0xa9059cbb${to.slice(2).padStart(64, '0')}${value.toString(16).padStart(64, '0')}`
    await group.send({ to: address, data, ...(account === undefined ? {} : { account }) })
  }
  for (const sender of senders) await transfer(sender.address, 10n ** 20n)
  const preparing = Number(network.head.number)
  for (let index = 0; index < count; index++) {
    const holder: Hex = `0x${(0x1000000 + ((index * 7919) % HOLDERS)).toString(16).padStart(40, '0')}`
    await transfer(holder, BigInt(1 + index), senders[index % SENDERS])
  }
  const payloads: LiveRecording['payloads'][number][] = []
  const blocks: string[] = []
  for (let number = 1n; number <= network.head.number; number++) {
    const hash = alice.canonicalHash(number) ?? '0x'
    blocks.push(Buffer.from(network.blockRlp(hash).slice(2), 'hex').toString('base64'))
    for (const { handle } of alice.markersOf(hash)) {
      const { payload, senderKey } = await alice.enclave.receive(handle)
      payloads.push({ handle, payload, senderKey: senderKey ?? null })
    }
  }
  return { seed, nodes: NODES, group: group.id, root: group.root(), payloads, blocks, preparing }
}

/** An account of a recording: the key is text of the seed and the number. */
function accountOf(seed: string, index: number): Account {
  return createAccount(`0x${Buffer.from(`${seed} ${index}`).toString('hex').padStart(64, '0')}`)
}
