import type { PublicTransaction } from '../chain/PublicTransaction.ts'
import { type Hex, toHex } from '../primitives/bytes.ts'
import { TaskQueue } from '../primitives/TaskQueue.ts'
import { privateNonceUse } from '../node/privateNonceUse.ts'
import { withHistory } from '../node/withHistory.ts'
import type { Node } from '../node/Node.ts'

interface Sender {
  /** Nonces of transactions whose markers wait in the pool, by marker. */
  readonly waiting: Map<Hex, bigint>
  readonly turns: TaskQueue
}

/**
 * Private nonces of the transactions that one node sends: that of the state, with transactions that still wait, or wait again, counted,
 * which Besu itself does not do. A group is base64, an account's address hex.
 */
export class PrivateNonces {
  readonly #node: Node
  readonly #isPending: (marker: Hex) => boolean
  readonly #senders = new Map<string, Sender>()
  /** Transactions that wait again and have not been looked into. */
  #again: readonly PublicTransaction[] = []

  /** @param isPending whether a marker waits in the pool. */
  constructor(node: Node, isPending: (marker: Hex) => boolean) {
    this.#node = node
    this.#isPending = isPending
  }

  /** The nonce that the next transaction of an account in a group should have: the first that none takes which waits. */
  next(group: string, account: string): bigint {
    let next = this.#node.privateNonce(group, account)
    this.#lookInto()
    const { waiting } = this.#sender(group, account)
    const taken = new Set<bigint>()
    for (const [marker, nonce] of waiting) {
      if (this.#isPending(marker)) taken.add(nonce)
      else waiting.delete(marker)
    }
    while (taken.has(next)) next++
    return next
  }

  /** Counts a transaction whose marker waits in the pool. */
  count(group: string, account: string, marker: Hex, nonce: bigint): void {
    this.#sender(group, account).waiting.set(marker, nonce)
  }

  /** Counts those transactions that wait again after their blocks were abandoned which are markers that this node can read. */
  countAgain(transactions: readonly PublicTransaction[]): void {
    this.#again = [...this.#again.filter(({ hash }) => this.#isPending(toHex(hash))), ...transactions]
  }

  /** Sends with the next nonce, after everything else of the account in the group that does so: none is taken twice. */
  inTurn<T>(group: string, account: string, send: (nonce: bigint) => Promise<T>): Promise<T> {
    return this.#sender(group, account).turns.run(async () => {
      const isDeferred = this.#node.hasDeferredHistory(group)
      const next = async (): Promise<bigint> => this.next(group, account)
      return send(isDeferred ? await withHistory(this.#node, next) : this.next(group, account))
    })
  }

  /** @returns puts back what waits now. */
  snapshot(): () => void {
    const kept = [...this.#senders].map(([key, { waiting }]) => [key, new Map(waiting)] as const)
    const again = this.#again
    return () => {
      this.#again = again
      for (const { waiting } of this.#senders.values()) waiting.clear()
      for (const [key, waiting] of kept) for (const entry of waiting) this.#senderOf(key).waiting.set(...entry)
    }
  }

  /** Only who wants a nonce needs the signers behind the markers. */
  #lookInto(): void {
    const again = this.#again
    if (again.length > 0) this.#again = []
    for (const transaction of again) {
      const marker = toHex(transaction.hash)
      const use = this.#isPending(marker) ? privateNonceUse(this.#node.context, transaction) : undefined
      if (use !== undefined) this.count(use.group, use.account, marker, use.nonce)
    }
  }

  #sender(group: string, account: string): Sender {
    return this.#senderOf(`${group} ${account.toLowerCase()}`)
  }

  #senderOf(key: string): Sender {
    let sender = this.#senders.get(key)
    if (sender === undefined) this.#senders.set(key, (sender = { waiting: new Map(), turns: new TaskQueue() }))
    return sender
  }
}
