import { type EngineName, type Network, SubmissionError, TransactionRefusedError } from '../../src/index.ts'
import type { Comparison, Place } from './Comparison.ts'
import { deliver } from './deliver.ts'
import { EnclaveSupply } from './EnclaveSupply.ts'
import { EnclaveWatch } from './EnclaveWatch.ts'
import type { FlowRecording, RecordedPayload, RecordedRefusal, RecordedSubmission } from './flowRecording.ts'
import { openFlowNetwork } from './openFlowNetwork.ts'
import { MARKER_ADDRESS, readBlock } from './readBlock.ts'

/**
 * Submits everything again that was submitted, to a network of its own, and compares what the enclaves get, what the
 * markers carry and how the nodes refuse.
 */
export async function runSubmissions(flow: FlowRecording, comparison: Comparison, engine: EngineName): Promise<void> {
  const { submissions = [], refused = [] } = flow
  if (submissions.length + refused.length === 0) return
  compareMarkers(flow, comparison)
  const network = await openFlowNetwork(flow, engine)
  try {
    await new SubmissionRun(flow, network, comparison).run()
  } finally {
    await network.close()
  }
}

/**
 * The markers that the recording names carry the data that it names. One that no delivered block has was never mined, or
 * was made anew by somebody else; then no marker of a node carries that data, unless it was submitted again.
 */
function compareMarkers({ submissions = [], blocks }: FlowRecording, comparison: Comparison): void {
  const transactions = blocks.flatMap((delivery) => readBlock(delivery).transactions)
  const byHash = new Map(transactions.map((transaction) => [transaction.hash, transaction]))
  const made = [...byHash.values()].filter(({ to, madeByNode }) => to === MARKER_ADDRESS && madeByNode)
  for (const [index, { afterBlock, node, pmtData, pmtHash }] of submissions.entries()) {
    const place = { delivery: afterBlock, node, field: `submissions[${index}].pmtHash` }
    const marker = byHash.get(pmtHash)
    if (marker === undefined) {
      const same = submissions.filter((other) => other.pmtData === pmtData).map((other) => other.pmtHash)
      const others = made.filter(({ hash, data }) => data === pmtData && !same.includes(hash)).map(({ hash }) => hash)
      comparison.compare(place, [], others)
    } else {
      const { to, data } = marker
      comparison.compare(place, { to: MARKER_ADDRESS, data: pmtData }, { to, data })
    }
  }
}

class SubmissionRun {
  readonly #flow: FlowRecording
  readonly #network: Network
  readonly #comparison: Comparison
  readonly #watch: EnclaveWatch
  /** What the enclaves have got so far. */
  readonly #arrived = new Set<RecordedPayload>()

  constructor(flow: FlowRecording, network: Network, comparison: Comparison) {
    this.#flow = flow
    this.#network = network
    this.#comparison = comparison
    this.#watch = new EnclaveWatch(network)
  }

  async run(): Promise<void> {
    const { payloads, submissions = [], refused = [], blocks } = this.#flow
    const submitted = new Set(submissions.flatMap((submission) => submission.payloads))
    const supply = new EnclaveSupply(
      this.#network,
      payloads.filter((_, index) => !submitted.has(index)),
    )
    for (let done = 0; done <= blocks.length; done++) {
      for (const payload of await supply.before(done + 1)) this.#arrived.add(payload)
      for (const [index, submission] of submissions.entries()) {
        if (submission.afterBlock === done) await this.#submit(submission, `submissions[${index}]`)
      }
      for (const [index, refusal] of refused.entries()) {
        if (refusal.afterBlock === done) await this.#refuse(refusal, `refused[${index}]`)
      }
      const next = blocks[done]
      if (next !== undefined) await deliver(this.#network, next)
    }
  }

  async #submit(submission: RecordedSubmission, what: string): Promise<void> {
    const { afterBlock, node, pmtData, pmtHash } = submission
    const at = (field: string): Place => ({ delivery: afterBlock, node, field: `${what}.${field}` })
    const answer = await this.#answerOf(submission)
    if ('besu' in answer) {
      this.#comparison.differ(at('method'), 'accepted', answer.besu)
      return
    }
    await this.#comparePayloads(submission, at)
    this.#comparison.compare(at('pmtData'), pmtData, answer.data)
    // Only with the recorded marker key can the marker be the same to the last bit.
    if (answer.marker !== undefined && `pmt-${node}` in this.#flow.accounts) {
      this.#comparison.compare(at('pmtHash'), pmtHash, answer.marker)
    }
  }

  async #refuse(refusal: RecordedRefusal, what: string): Promise<void> {
    const { afterBlock, node, error } = refusal
    const answer = await this.#answerOf(refusal)
    const besu = 'besu' in answer ? { ...answer.besu } : 'accepted'
    this.#comparison.compare({ delivery: afterBlock, node, field: `${what}.error` }, error, besu)
    const known = [...this.#arrived].map(({ handle }) => handle)
    const kept = (await this.#watch.stored()).filter((handle) => !known.includes(handle))
    this.#comparison.compare({ delivery: afterBlock, node, field: `${what}: payloads left behind` }, [], kept)
  }

  /** What the node answers: data of the marker, or the refusal. */
  async #answerOf({ node: name, method, raw }: Pick<RecordedSubmission, 'node' | 'method' | 'raw'>): Promise<Answer> {
    const node = this.#network.node(name)
    this.#watch.forget()
    try {
      if (method === 'priv_distributeRawTransaction') return { data: await node.distributePrivateTransaction(raw) }
      const { marker } = await node.sendPrivateTransaction(raw)
      const pending = this.#network.pending.find(({ hash }) => hash === marker)
      return { marker, data: pending?.to === MARKER_ADDRESS ? pending.data : undefined }
    } catch (error) {
      if (!(error instanceof SubmissionError)) throw error
      if (!(error.cause instanceof TransactionRefusedError)) return { besu: error.besu }
    }
    // The recorded markers cost nothing whatever the private gas price is, those of a node's pool do not.
    const sent = this.#watch.sent
    const data = await node.distributePrivateTransaction(raw)
    this.#watch.forget(sent)
    return { data }
  }

  /** Exactly the recorded payloads went to the enclaves, each with its text, sender and readers. */
  async #comparePayloads({ node, payloads: indexes }: RecordedSubmission, at: (field: string) => Place): Promise<void> {
    const sender = this.#network.node(node).enclaveKey
    const recorded = indexes.flatMap((index) => this.#flow.payloads[index] ?? [])
    this.#comparison.compare(
      at('payloads'),
      recorded.map(({ handle }) => handle),
      this.#watch.sent,
    )
    for (const [position, payload] of recorded.entries()) {
      this.#arrived.add(payload)
      const { handle, from, kind } = payload
      const there = [...this.#arrived].filter((other) => other.handle === handle)
      const late = this.#flow.payloads.filter(
        (other) => other.late === true && other.handle === handle && !this.#arrived.has(other),
      )
      const held = await this.#watch.held(handle)
      const place = at(`payloads[${position}]`)
      // One that is recorded as readable for nobody was sent to its recipients nevertheless, and lost.
      const lost = payload.to.length === 0
      const facts = { kind, from, payload: payload.payload, to: lost ? held.to : readers([...there, ...late]) }
      const found = { kind: position === 0 ? 'envelope' : 'blob', from: sender, payload: held.payload, to: held.to }
      this.#comparison.compare(place, facts, found)
      const senders = there.map((other) => other.from)
      this.#comparison.compare(
        place,
        [],
        held.senders.filter((key) => !senders.includes(key)),
      )
      const early = lost ? [] : readers(there)
      const gone = lost ? held.to : late.flatMap(({ to }) => to)
      await this.#watch.lose(
        handle,
        gone.filter((key) => held.to.includes(key) && !early.includes(key)),
      )
    }
  }
}

/** What a node answers to a submission. */
type Answer =
  | { readonly data: string | undefined; readonly marker?: string }
  | { readonly besu: { readonly name: string; readonly code: number; readonly message: string } }

/** Keys that can read a payload once it is sent, sorted: the storing key, too. */
function readers(payloads: readonly RecordedPayload[]): string[] {
  return [...new Set(payloads.flatMap(({ from, to }) => [from, ...to]))].sort()
}
