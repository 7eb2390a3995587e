import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import {
  type BesuVersion,
  type Group,
  type Hex,
  type Network,
  type NetworkNode,
  createNetwork,
} from '../../src/index.ts'
import { concat, fromBase64, fromHex, toHex, toWord } from '../../src/primitives/bytes.ts'
import { MANAGEMENT_PROXY } from '../../src/primitives/addresses.ts'
import { toEnclaveKey } from '../../src/primitives/identifiers.ts'
import { encodeParticipants, encodeRemoveParticipant } from '../../src/transaction/participants.ts'
import { LOCK_CALL, UNLOCK_CALL } from '../../src/management/managementCalls.ts'
import { eventEmitter } from '../fixtures/contracts.ts'
import { networkSnapshot } from '../support/networkSnapshot.ts'
import { GroupModel, type ModelTransaction, type Wish } from './membershipModel.ts'
import { type BlockScript, GROUPS, NODES, type Step, withoutBesuAccidents } from './membershipScript.ts'

/** What kind of network a sequence runs on. */
export interface Configuration {
  readonly besuVersion: Exclude<BesuVersion, 'auto'>
  readonly keys: 'nacl' | 'ec' | 'mixed'
  readonly strict: boolean
}

/** Runs a sequence on a network on disk and compares every node with the model after each block. */
export async function runMembershipScript(configuration: Configuration, script: readonly BlockScript[]): Promise<void> {
  const dataPath = await mkdtemp(join(tmpdir(), 'coterie-'))
  const run = new MembershipRun(configuration, dataPath)
  try {
    await run.open()
    for (const { steps, restart } of script) {
      await run.block(configuration.strict ? steps : withoutBesuAccidents(steps))
      if (restart) await run.restart()
    }
    await run.checkHistories()
    await run.restart()
    await run.checkHistories()
  } finally {
    await run.network?.close()
    await rm(dataPath, { recursive: true, force: true })
  }
}

interface RunningGroup {
  readonly model: GroupModel
  readonly contract: Hex
  /** Root after each successful transaction; index 0 is unused. */
  readonly roots: Hex[]
}

interface Submitted {
  readonly group: GroupModel
  readonly transaction: ModelTransaction
  readonly marker: Hex
}

class MembershipRun {
  network: Network | undefined
  readonly #configuration: Configuration
  readonly #dataPath: string
  readonly #groups = new Map<number, RunningGroup>()

  constructor(configuration: Configuration, dataPath: string) {
    this.#configuration = configuration
    this.#dataPath = dataPath
  }

  async open(): Promise<void> {
    const { besuVersion, keys, strict } = this.#configuration
    const nodes = NODES.map((name, i) => {
      const keyType = keys === 'ec' || (keys === 'mixed' && i % 2 === 1) ? 'ec' : 'nacl'
      // With one key for all markers, blocks hold several transactions of one sender: too much for Besu (item 27a).
      const markerKey = strict && i === 0 ? { markerKey: `0x${'5a'.repeat(32)}` } : {}
      return [name, { keyType, ...markerKey }] as const
    })
    this.network = await createNetwork({
      nodes: Object.fromEntries(nodes),
      dataPath: this.#dataPath,
      mining: 'manual',
      besuVersion,
      strict,
    })
  }

  /** Closes the network and opens it again: nothing may have changed. */
  async restart(): Promise<void> {
    const before = await networkSnapshot(this.#open())
    await this.#open().close()
    this.network = await createNetwork({ dataPath: this.#dataPath, mining: 'manual' })
    expect(await networkSnapshot(this.#open())).toEqual(before)
  }

  /** Submits what the steps ask for, mines one block of it, and looks at every node. */
  async block(steps: readonly Step[]): Promise<void> {
    const created: { index: number; group: Group; model: GroupModel }[] = []
    const submitted: Submitted[] = []
    const before = new Map([...this.#groups].map(([index, { model }]) => [index, model]))
    for (const { model } of this.#groups.values()) model.beginBlock()
    for (const step of steps) {
      const index = step.group % GROUPS
      const group = this.#groups.get(index)
      if (step.kind === 'create') {
        if (before.has(index) || created.some((other) => other.index === index)) continue
        created.push({ index, ...(await this.#create(step)) })
      } else if (group !== undefined) {
        const result = await this.#submit(group, step, submitted)
        if (result !== undefined) submitted.push(result)
      }
    }
    await this.#mine(submitted)
    if (created.length === 0) return
    const deployments = []
    for (const { index, group, model } of created) {
      const owner = this.#node(model.owner)
      const { address } = await group.deploy({ bytecode: eventEmitter.creation })
      this.#groups.set(index, { model, contract: address, roots: ['0x', owner.stateRoot(group.id)] })
      model.beginBlock()
      const transaction = this.#transaction(model, { kind: 'deploy' }, model.owner, [])
      deployments.push({ group: model, transaction, marker: this.#lastMarker() })
    }
    await this.#mine(deployments)
  }

  /** Compares all histories and the receipts that go with them. */
  async checkHistories(): Promise<void> {
    for (const { model } of this.#groups.values()) {
      expect(await this.#open().divergence(model.id)).toBeUndefined()
      for (const node of this.#open().nodes) {
        const known = model.known.get(node.name) ?? 0
        expect(node.history(model.id).map(({ marker }) => marker)).toEqual(model.history.slice(0, known))
      }
      for (const { marker, status, executedBy } of model.receipts) {
        const at = model.history.indexOf(marker)
        const holders = NODES.filter((name) => {
          return status === 1 ? (model.known.get(name) ?? 0) > at : executedBy.includes(name)
        })
        const receipts = holders.map((name) => this.#node(name).privateReceipt(marker))
        for (const receipt of receipts) {
          expect(receipt).toMatchObject({ status })
          expect(receipt).toEqual(receipts[0])
        }
        for (const name of NODES) {
          if (!holders.includes(name)) expect(this.#node(name).privateReceipt(marker)).toBeUndefined()
        }
      }
    }
  }

  async #create(step: Extract<Step, { kind: 'create' }>): Promise<{ group: Group; model: GroupModel }> {
    const creator = this.#node(NODES[step.by % NODES.length] ?? 'alice')
    const members = [...new Set([creator.name, ...this.#sameKind(creator.name, step.members.map(nameOf))])]
    const group = await creator.createGroup({ members })
    const model = new GroupModel(group.id, creator.name, members, this.#lastMarker(), this.#configuration.strict)
    return { group, model }
  }

  async #submit(
    { model, contract }: RunningGroup,
    step: Exclude<Step, { kind: 'create' }>,
    submitted: readonly Submitted[],
  ): Promise<Submitted | undefined> {
    const wish = this.#wish(model.owner, step)
    // Anybody may try to store; everything else is asked for by members.
    const name = wish.kind === 'store' ? nameOf(step.by) : model.members[step.by % model.members.length]
    // A group without members is dead (spec 02 §14 item 33).
    if (name === undefined || (wish.kind === 'remove' && model.members.join() === wish.member)) return undefined
    const account = step.asOwner ? model.owner : name
    const transaction = this.#transaction(model, wish, account, submitted)
    const sending = this.#node(name)
      .group(model.id)
      .send({
        ...callOf(wish, contract, this.#open()),
        account: this.#node(account).account,
        nonce: BigInt(transaction.nonce),
        check: false,
      })
    const refusal = this.#refusal(model, wish, name)
    if (refusal !== undefined) {
      await expect(sending).rejects.toMatchObject(refusal)
      return undefined
    }
    const { marker } = await sending
    return { group: model, transaction, marker }
  }

  #wish(owner: string, step: Exclude<Step, { kind: 'create' }>): Wish {
    switch (step.kind) {
      case 'store':
        return { kind: 'store', value: step.value }
      case 'add':
        return { kind: 'add', members: this.#sameKind(owner, step.members.map(nameOf)) }
      case 'remove':
        return { kind: 'remove', member: nameOf(step.member) }
      case 'lock':
      case 'unlock':
        return { kind: step.kind }
    }
  }

  /** Nodes whose keys may stand in one list with the key of `name`: nobody can read lists of both kinds (spec 01 §9.3). */
  #sameKind(name: string, others: readonly string[]): string[] {
    const { length } = this.#node(name).enclaveKey
    return others.filter((other) => this.#node(other).enclaveKey.length === length)
  }

  #refusal(model: GroupModel, wish: Wish, name: string): object | undefined {
    if (!model.isMember(name)) return { besu: { name: 'FLEXIBLE_PRIVACY_GROUP_DOES_NOT_EXIST' } }
    const unlocked = this.#configuration.strict && wish.kind === 'add' && !model.locked
    return unlocked ? { code: 'GROUP_NOT_LOCKED' } : undefined
  }

  /** One wallet an account: nonces of what waits for the block are counted on. */
  #transaction(model: GroupModel, wish: Wish, account: string, submitted: readonly Submitted[]): ModelTransaction {
    const waiting = submitted.filter((other) => other.group === model && other.transaction.account === account)
    const readers = wish.kind === 'add' ? [...new Set([...model.members, ...wish.members])] : [...model.members]
    return { wish, account, nonce: model.nonce(account) + waiting.length, version: model.version, readers }
  }

  async #mine(submitted: readonly Submitted[]): Promise<void> {
    const { reports } = await this.#open().mine()
    for (const report of reports.values()) expect(report).toMatchObject({ imported: true, error: undefined })
    for (const { group, transaction, marker } of submitted) {
      const members = transaction.readers.filter((name) => group.isMember(name))
      const outcome = group.execute(transaction, marker)
      const expected = outcome === 'refused' ? { result: 'refused' } : { result: 'executed', status: outcome }
      for (const name of members) {
        const imported = reports.get(name)?.markers.find((candidate) => candidate.marker === marker)
        expect(imported, `${transaction.wish.kind} on ${name}`).toMatchObject(expected)
      }
    }
    for (const group of this.#groups.values()) await this.#check(group)
    const withAdds = new Set(
      submitted.filter(({ transaction }) => transaction.wish.kind === 'add').map(({ group }) => group),
    )
    if (withAdds.size > 0) await this.checkHistories()
  }

  /** Every member agrees with the model and so with the others; former members are where they were left. */
  async #check({ model, contract, roots }: RunningGroup): Promise<void> {
    const keys = model.members.map((name) => this.#node(name).enclaveKey)
    const [first] = model.members
    const root = first === undefined ? undefined : this.#node(first).stateRoot(model.id)
    if (root !== undefined) roots[model.history.length] = root
    const heads = new Set(this.#open().nodes.map(({ head }) => head.hash))
    expect(heads.size).toBe(1)
    for (const node of this.#open().nodes) {
      const known = model.known.get(node.name)
      if (model.isMember(node.name)) {
        expect(known).toBe(model.history.length)
        const state = { root, members: keys, locked: model.locked }
        expect(await node.groupState(model.id), node.name).toMatchObject(state)
        for (const { name, address } of this.#open().nodes) {
          expect(node.privateNonce(model.id, address)).toBe(BigInt(model.nonce(name)))
        }
        expect(node.privateStorage(model.id, contract, toHex(toWord(1n)))).toBe(toHex(toWord(model.value)))
      }
      expect(node.groups().includes(model.id), `${node.name} knows the group`).toBe(known !== undefined)
      if (known !== undefined) expect(node.stateRoot(model.id), `root on ${node.name}`).toBe(roots[known] ?? root)
    }
  }

  #open(): Network {
    expect(this.network).toBeDefined()
    return this.network as Network
  }

  #node(name: string): NetworkNode {
    return this.#open().node(name)
  }

  #lastMarker(): Hex {
    return this.#open().pending.at(-1)?.hash ?? '0x'
  }
}

const nameOf = (index: number): string => NODES[index % NODES.length] ?? 'alice'

function callOf(wish: Wish, contract: Hex, network: Network): { to: string; data: Uint8Array } {
  const proxy = toHex(MANAGEMENT_PROXY)
  const keyOf = (name: string) => toEnclaveKey(fromBase64(network.node(name).enclaveKey))
  const { era: rule } = network.nodes[0]?.context.settings ?? { era: 'v2' }
  const era = rule === 'auto' ? 'v2' : rule
  switch (wish.kind) {
    case 'store':
      return { to: contract, data: concat(fromHex('6057361d'), toWord(wish.value)) }
    case 'add':
      return { to: proxy, data: encodeParticipants(wish.members.map(keyOf), era) }
    case 'remove':
      return { to: proxy, data: encodeRemoveParticipant(keyOf(wish.member), era) }
    case 'lock':
      return { to: proxy, data: LOCK_CALL }
    case 'unlock':
      return { to: proxy, data: UNLOCK_CALL }
    case 'deploy':
      return { to: contract, data: fromHex(eventEmitter.creation) }
  }
}
