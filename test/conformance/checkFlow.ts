import { keccak_256 } from '@noble/hashes/sha3.js'
import { createAccount } from '../../src/index.ts'
import type { Comparison, Place } from './Comparison.ts'
import type { FlowRecording, RecordedPayload } from './flowRecording.ts'
import { isBrief } from './isBrief.ts'
import { readBlock } from './readBlock.ts'

/** Forks in order, each with what activates it in a genesis description. */
const ACTIVATIONS = {
  constantinoplefix: 'constantinopleFixBlock',
  istanbul: 'istanbulBlock',
  berlin: 'berlinBlock',
  london: 'londonBlock',
  shanghai: 'shanghaiTime',
  cancun: 'cancunTime',
} as const

/** Compares what a flow says more than once: a recording that contradicts itself judges nothing. */
export function checkFlow(flow: FlowRecording, comparison: Comparison): void {
  checkChain(flow, comparison)
  checkBlocks(flow, comparison)
  checkExpectations(flow, comparison)
  checkPayloads(flow, comparison)
  checkSubmissions(flow, comparison)
}

const at = (field: string, delivery?: number): Place => ({ delivery, node: undefined, field })

function checkChain({ chainId, fork, genesis, accounts }: FlowRecording, comparison: Comparison): void {
  const { chainId: own, ethash, ...activations } = genesis.config
  comparison.compare(at('chainId'), own, chainId)
  // All of them are active at once; the last is the fork of the flow.
  const active = Object.entries(ACTIVATIONS).filter(([, key]) => activations[key] !== undefined)
  comparison.compare(
    at('genesis.config'),
    active.map(() => 0),
    active.map(([, key]) => activations[key]),
  )
  comparison.compare(at('fork'), active.at(-1)?.[0], fork)
  comparison.compare(at('genesis.difficulty'), ethash.fixeddifficulty, Number(genesis.difficulty))
  for (const [name, { address, privateKey }] of Object.entries(accounts)) {
    comparison.compare(at(`accounts.${name}.address`), createAccount(privateKey).address, address)
  }
}

function checkBlocks({ nodes, blocks }: FlowRecording, comparison: Comparison): void {
  for (const [index, delivery] of blocks.entries()) {
    const { hash, parentHash, number, nodes: receivers = [], enclaveDown = [] } = delivery
    const block = readBlock(delivery)
    const place = at(`blocks[${index}]`, index + 1)
    const contents = { hash: block.hash, parentHash: block.parentHash, number: block.number }
    comparison.compare(place, contents, { hash, parentHash, number })
    comparison.compare(
      place,
      [],
      [...receivers, ...enclaveDown].filter((name) => nodes[name] === undefined),
    )
  }
}

function checkExpectations({ nodes, groups, blocks, expect, final }: FlowRecording, comparison: Comparison): void {
  const all = Object.keys(nodes).sort()
  const entries = expect.flatMap((entry) => Object.values(entry.nodes))
  const brief = entries.length > 0 && entries.every(isBrief)
  comparison.compare(at('expect: entries without head map'), brief ? entries.length : 0, entries.filter(isBrief).length)
  const ascending = [...new Set(expect.map(({ block }) => block))].sort((a, b) => a - b)
  const expected = brief ? ascending : blocks.map((_, index) => index + 1)
  comparison.compare(
    at('expect: deliveries'),
    expected,
    expect.map(({ block }) => block),
  )
  for (const { block, hash, nodes: found } of expect) {
    const delivered = blocks[block - 1]
    comparison.compare(at('expect.hash', block), delivered?.hash, hash)
    comparison.compare(at('expect.nodes', block), [...(delivered?.nodes ?? all)].sort(), Object.keys(found).sort())
  }
  comparison.compare(at('final'), all, Object.keys(final).sort())
  const named = entries.flatMap((entry) => [
    entry.groups,
    entry.metadata,
    entry.nonces,
    entry.addDataKeys,
    entry.headMap ?? {},
  ])
  const finals = Object.values(final).flatMap(({ roots, addDataKeys }) => [roots, addDataKeys])
  const ids = new Set([...named, ...finals].flatMap((byGroup) => Object.keys(byGroup ?? {})))
  comparison.compare(at('groups'), [...ids].sort(), [...groups].sort())
}

function checkPayloads({ nodes, payloads, blocks }: FlowRecording, comparison: Comparison): void {
  const keys = Object.values(nodes).map(({ enclaveKey }) => enclaveKey)
  for (const [index, { handle, payload, from, to, beforeBlock }] of payloads.entries()) {
    const place = at(`payloads[${index}]`)
    const digest = Buffer.from(keccak_256(new TextEncoder().encode(payload))).toString('base64')
    comparison.compare(place, { handle: digest }, { handle })
    comparison.compare(
      place,
      [],
      [from, ...to].filter((key) => !keys.includes(key)),
    )
    if (beforeBlock > blocks.length + 1)
      comparison.differ(at(`payloads[${index}].beforeBlock`), blocks.length + 1, beforeBlock)
  }
}

/** Every payload that is no crafted one and not a late copy was submitted, once, right before the delivery it is there for. */
function checkSubmissions(flow: FlowRecording, comparison: Comparison): void {
  const { nodes, payloads, blocks, expect, submissions, refused = [] } = flow
  for (const [index, { node, afterBlock }] of [...(submissions ?? []), ...refused].entries()) {
    const found = { node: nodes[node] !== undefined, afterBlock: afterBlock <= blocks.length }
    comparison.compare(at(`submissions and refused [${index}]`), { node: true, afterBlock: true }, found)
  }
  const brief = expect.some((entry) => Object.values(entry.nodes).some(isBrief))
  if (submissions === undefined && brief) return
  const times = new Map<RecordedPayload | undefined, number>()
  for (const [index, submission] of (submissions ?? []).entries()) {
    for (const number of submission.payloads) {
      const payload = payloads[number]
      times.set(payload, (times.get(payload) ?? 0) + 1)
      const place = at(`payloads[${number}].beforeBlock, of submissions[${index}]`)
      comparison.compare(place, submission.afterBlock + 1, payload?.beforeBlock)
    }
  }
  for (const [index, payload] of payloads.entries()) {
    const expected = payload.kind === 'crafted' || payload.late === true ? 0 : 1
    comparison.compare(at(`payloads[${index}]: submissions`), expected, times.get(payload) ?? 0)
  }
}
