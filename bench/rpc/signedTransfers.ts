import { type Account, type Hex } from '../../src/index.ts'
import { fromBase64, fromHex, toHex } from '../../src/primitives/bytes.ts'
import { toAddress, toEnclaveKey } from '../../src/primitives/identifiers.ts'
import { encodePrivateTransaction } from '../../src/transaction/privateTransaction.ts'
import { signPrivateTransaction } from '../../src/transaction/privateTransactionSignature.ts'
import { type Scene, transferData } from './Scene.ts'

/** So many transfers of one sender to all holders in turn, signed, with nonces from 0. @param member node that gets them. */
export function signedTransfers(scene: Scene, sender: Account, member: string, count: number): Hex[] {
  const { network, group, token, holders } = scene
  const privateFrom = toEnclaveKey(fromBase64(network.node(member).enclaveKey))
  const key = fromHex(sender.privateKey)
  return Array.from({ length: count }, (_, nonce) => {
    const fields = {
      nonce: BigInt(nonce),
      gasPrice: 0n,
      gasLimit: 3_000_000n,
      to: toAddress(fromHex(token)),
      value: 0n,
      payload: fromHex(transferData(holders[nonce % holders.length] ?? '0x', 1n)),
      chainId: network.chainId,
      privateFrom,
      recipients: { kind: 'group', groupId: fromBase64(group.id) },
      restriction: 'restricted',
    } as const
    return toHex(encodePrivateTransaction(signPrivateTransaction(fields, key)))
  })
}
