/** What the members of a group should agree on, told without cryptography, tries or an EVM. */

/** What becomes of a private transaction: refused by the gate, or the status of its receipt. */
export type Outcome = 'refused' | 0 | 1 | 2

/** What a private transaction asks for. Nodes and accounts go by the node's name. */
export type Wish =
  | { readonly kind: 'store'; readonly value: bigint }
  | { readonly kind: 'deploy' | 'lock' | 'unlock' }
  | { readonly kind: 'add'; readonly members: readonly string[] }
  | { readonly kind: 'remove'; readonly member: string }

/** A private transaction that has been submitted. */
export interface ModelTransaction {
  readonly wish: Wish
  /** Whose account has signed it. */
  readonly account: string
  readonly nonce: number
  /** Of the group when it was submitted. */
  readonly version: number
  /** Nodes that have its payload. */
  readonly readers: readonly string[]
}

/** A receipt that some nodes should have. */
export interface ModelReceipt {
  readonly marker: string
  readonly status: 0 | 1 | 2
  /** Nodes that have executed it themselves. */
  readonly executedBy: readonly string[]
}

/** A group as its members see it. */
export class GroupModel {
  readonly id: string
  readonly owner: string
  /** In contract order. */
  readonly members: string[]
  readonly #strict: boolean
  locked = false
  #lockedBefore = false
  #lengthBefore = 0
  version = 0
  value = 0n
  readonly nonces = new Map<string, number>()
  /** Successful markers, oldest first. */
  readonly history: string[] = []
  /** How much of the history each node has. */
  readonly known = new Map<string, number>()
  readonly receipts: ModelReceipt[] = []

  constructor(id: string, owner: string, members: readonly string[], creation: string, strict: boolean) {
    this.id = id
    this.owner = owner
    this.members = [...members]
    this.#strict = strict
    this.nonces.set(owner, 0)
    this.#succeed(creation, owner, members)
  }

  nonce(account: string): number {
    return this.nonces.get(account) ?? 0
  }

  isMember(node: string): boolean {
    return this.members.includes(node)
  }

  /** To be called before the transactions of a block. */
  beginBlock(): void {
    this.#lockedBefore = this.locked
    this.#lengthBefore = this.history.length
  }

  /** Executes the next transaction of the block. */
  execute(transaction: ModelTransaction, marker: string): Outcome {
    const { wish, account, readers } = transaction
    // Besu replays first and executes then; a strict node keeps the replay only if the add has succeeded.
    if (wish.kind === 'add' && !this.#strict) for (const node of wish.members) this.known.set(node, this.history.length)
    const executedBy = readers.filter((node) => this.known.get(node) === this.history.length)
    const outcome = this.#outcome(transaction)
    if (outcome === 1)
      this.#succeed(marker, account, wish.kind === 'add' ? [...executedBy, ...wish.members] : executedBy)
    else if (outcome !== 'refused') this.receipts.push({ marker, status: outcome, executedBy })
    return outcome
  }

  #outcome({ wish, account, nonce, version }: ModelTransaction): Outcome {
    const toProxy = wish.kind !== 'store' && wish.kind !== 'deploy'
    if (wish.kind === 'add' && !this.locked) return 'refused'
    if (this.locked && !toProxy) return 'refused'
    if (version !== this.version) return 'refused'
    if (this.#strict && this.#refusedByStrictMode(wish, account)) return 'refused'
    if (nonce !== this.nonce(account)) return 2
    return this.#fulfil(wish, account) ? 1 : 0
  }

  /**
   * An add needs the lock of an earlier block and must be the first thing in its block that changes the group: newcomers do
   * not get what comes between the history and the add.
   */
  #refusedByStrictMode(wish: Wish, account: string): boolean {
    if (wish.kind === 'add' && (!this.#lockedBefore || this.history.length > this.#lengthBefore)) return true
    return this.locked && !((wish.kind === 'add' || wish.kind === 'unlock') && account === this.owner)
  }

  #fulfil(wish: Wish, account: string): boolean {
    const isOwner = account === this.owner
    switch (wish.kind) {
      case 'deploy':
        return true
      case 'store':
        this.value = wish.value
        return true
      case 'lock':
        if (this.locked || !isOwner) return false
        this.locked = true
        return true
      case 'unlock':
        if (!this.locked || !isOwner) return false
        this.locked = false
        return true
      case 'add':
        if (!isOwner) return false
        for (const node of wish.members) if (!this.isMember(node)) this.members.push(node)
        this.locked = false
        this.version++
        return true
      case 'remove':
        if (this.locked || !isOwner) return false
        this.#remove(wish.member)
        this.version++
        return true
    }
  }

  /** The last member takes the place of the removed one. */
  #remove(member: string): void {
    const at = this.members.indexOf(member)
    const last = at < 0 ? undefined : this.members.pop()
    if (last !== undefined && last !== member) this.members[at] = last
  }

  #succeed(marker: string, account: string, executedBy: readonly string[]): void {
    this.history.push(marker)
    this.nonces.set(account, this.nonce(account) + 1)
    for (const node of executedBy) this.known.set(node, this.history.length)
    this.receipts.push({ marker, status: 1, executedBy })
  }
}
