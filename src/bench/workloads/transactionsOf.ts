import type { Account } from '../../network/account.ts'
import { type Hex, concat, fromHex, padLeft, toBigInt, toWord } from '../../primitives/bytes.ts'
import { token, workload } from './contracts.ts'
import { TOKEN, WORKLOAD, holderOf } from './privateAccounts.ts'
import { SeededNumbers } from './SeededNumbers.ts'
import type { WorkloadKind } from './workloadKinds.ts'
import type { WorkloadParameters } from './WorkloadParameters.ts'

/** A private transaction to be made. */
export interface PlannedTransaction {
  readonly account: Account
  /** `undefined` creates a contract. */
  readonly to: Hex | undefined
  readonly data: Uint8Array
}

interface Surroundings {
  readonly parameters: WorkloadParameters
  readonly signing: readonly Account[]
  readonly numbers: SeededNumbers
  readonly index: number
}

type Maker = (surroundings: Surroundings) => Omit<PlannedTransaction, 'account'>

/** The transactions of one group in their order; the same parameters give the same ones. Accounts sign in turn. */
export function* transactionsOf(
  parameters: WorkloadParameters,
  group: number,
  signing: readonly Account[],
): Generator<PlannedTransaction> {
  const { workload: kind, n, payload, seed } = parameters
  const numbers = new SeededNumbers(`${seed}\n${kind}\n${group}`)
  for (let index = 0; index < n; index++) {
    const account = signing[index % signing.length]
    if (account === undefined) return
    const { to, data } = makers[kind]({ parameters, signing, numbers, index })
    // Contracts do not look beyond the arguments that they know.
    yield { account, to, data: payload === 0 ? data : concat(data, numbers.bytes(payload)) }
  }
}

const transfer: Maker = ({ parameters, signing, numbers }) => {
  const to = holderOf(parameters, signing, numbers.below(parameters.accounts))
  return call(TOKEN, token.selectors['transfer(address,uint256)'], address(to), BigInt(1 + numbers.below(5)))
}

const store: Maker = ({ numbers, index }) =>
  call(WORKLOAD, workload.selectors['store(uint256,uint256,uint256)'], BigInt(index * 10), 20n, seedOf(numbers))

const compute: Maker = ({ numbers }) =>
  call(WORKLOAD, workload.selectors['hash(uint256,uint256)'], 400n, seedOf(numbers))

const deploy: Maker = ({ numbers, index }) => {
  const size = 200 + numbers.below(300)
  if (index % 3 === 2) {
    return call(WORKLOAD, workload.selectors['create(uint256,uint256)'], BigInt(size), seedOf(numbers))
  }
  // STOP first, so that the rest is never executed.
  return { to: undefined, data: installing(concat(new Uint8Array(1), numbers.bytes(size))) }
}

const announce: Maker = ({ numbers }) =>
  call(WORKLOAD, workload.selectors['announce(uint256,uint256)'], 12n, seedOf(numbers))

const attempt: Maker = ({ numbers }) =>
  call(WORKLOAD, workload.selectors['attempt(uint256,uint256)'], 4n, seedOf(numbers))

const MIXED: readonly Maker[] = [transfer, store, transfer, compute, deploy, announce, transfer, attempt]

const mix: Maker = (surroundings) => (MIXED[surroundings.index % MIXED.length] ?? transfer)(surroundings)

const makers: Readonly<Record<WorkloadKind, Maker>> = {
  erc20: transfer,
  storage: store,
  compute,
  deploys: deploy,
  events: announce,
  reverts: attempt,
  churn: transfer,
  mix,
}

function call(to: Hex, selector: Hex, ...args: readonly bigint[]): Omit<PlannedTransaction, 'account'> {
  return { to, data: concat(fromHex(selector), ...args.map(toWord)) }
}

const address = (hex: Hex): bigint => toBigInt(padLeft(fromHex(hex), 32))

const seedOf = (numbers: SeededNumbers): bigint => BigInt(1 + numbers.below(2 ** 31))

/** Init code that installs this code: PUSH2 length, DUP1, PUSH1 12, PUSH1 0, CODECOPY, PUSH1 0, RETURN. */
function installing(code: Uint8Array): Uint8Array {
  const length = code.length.toString(16).padStart(4, '0')
  return concat(fromHex(`61${length}80600c6000396000f3`), code)
}
