import { Account } from '@ethereumjs/util'
import type { Hex } from '../../primitives/bytes.ts'
import { EMPTY_CODE_HASH } from '../../state/account.ts'
import { FrozenAccountError, InternalExecutionError } from '../executionErrors.ts'
import type { ResolvedState } from '../ResolvedState.ts'

/**
 * An account as `@ethereumjs/evm` sees it, read anew at each access: the interpreter keeps the executing account for
 * a whole frame, but a failed inner frame may have taken its unflushed changes away (spec 02 §16). An account that does not
 * exist looks empty, which is the same to every opcode of the forks that Coterie runs.
 */
export class AccountView extends Account {
  readonly #state: ResolvedState
  readonly #address: Hex

  constructor(state: ResolvedState, address: Hex) {
    super()
    this.#state = state
    this.#address = address
  }

  override get nonce(): bigint {
    return this.#state.read(this.#address)?.nonce ?? 0n
  }

  /** The one field that the interpreter writes: CREATE counts up the nonce of the executing account. */
  override set nonce(nonce: bigint) {
    const target = this.#state.writeTarget(this.#address)
    if (target === 'frozen') throw new FrozenAccountError()
    if (target === 'absent') throw new InternalExecutionError('CREATE by an account that does not exist any more')
    this.#state.buffer.setNonce(this.#address, nonce)
  }

  override get balance(): bigint {
    return this.#state.read(this.#address)?.balance ?? 0n
  }

  override set balance(_balance: bigint) {
    throw new InternalExecutionError('balances change only through ResolvedState')
  }

  override get codeHash(): Uint8Array {
    return this.#state.read(this.#address)?.codeHash ?? EMPTY_CODE_HASH
  }

  override set codeHash(_codeHash: Uint8Array) {
    throw new InternalExecutionError('code changes only through ResolvedState')
  }
}
