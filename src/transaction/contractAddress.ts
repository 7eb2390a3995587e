import { RLP } from '@ethereumjs/rlp'
import { keccak256 } from '../crypto/keccak.ts'
import { toScalar } from '../primitives/bytes.ts'
import { type Address, type GroupId, toAddress } from '../primitives/identifiers.ts'

/**
 * Address of the contract that a top-level private creation deploys (spec 01 §5). Contracts created by contracts have
 * Ethereum's ordinary addresses.
 * @param nonce the nonce of the transaction, that is the sender's private nonce before it.
 */
export function privateContractAddress(sender: Address, nonce: bigint, groupId: GroupId): Address {
  return toAddress(keccak256(RLP.encode([sender, toScalar(nonce), groupId])).slice(12))
}
