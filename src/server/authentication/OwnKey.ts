import { type KeyObject, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { type TokenContent, signToken } from './signToken.ts'
import type { TokenKey } from './TokenKey.ts'

/** A pair of keys. */
export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/** A pair as Besu makes one for each service (spec 04 §4.1). */
export function rsaKeyPair(): Promise<KeyPair> {
  return promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
}

/** The key that a service makes for itself, and nobody else has. It is made at the first login: before, no token can be valid. */
export class OwnKey implements TokenKey {
  readonly algorithm = 'RS256'
  readonly #make: () => Promise<KeyPair>
  #making: Promise<KeyPair> | undefined
  #made: KeyPair | undefined

  constructor(make: () => Promise<KeyPair> = rsaKeyPair) {
    this.#make = make
  }

  get publicKey(): KeyObject | undefined {
    return this.#made?.publicKey
  }

  async sign(content: TokenContent): Promise<string> {
    this.#making ??= this.#make()
    this.#made = await this.#making
    return signToken(content, this.#made.privateKey, this.algorithm)
  }
}
