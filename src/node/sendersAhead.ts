import type { PublicBlock } from '../chain/PublicBlock.ts'
import type { PublicTransaction } from '../chain/PublicTransaction.ts'
import { isMarker, parseMarkerData } from '../transaction/markerTransaction.ts'
import { transactionInPayload } from '../transaction/privatePayload.ts'
import { senderAhead } from '../transaction/privateTransactionSignature.ts'
import type { NodeContext } from './NodeContext.ts'

/**
 * Lets another thread begin to recover the signers of a block that is about to be imported: of its transactions and of the private
 * transactions behind its markers, as far as enclaves show them.
 * @param nodes that are going to import it.
 */
export function sendersAhead(nodes: readonly NodeContext[], { transactions }: PublicBlock): void {
  for (const transaction of transactions) {
    // The private one, which is needed last, comes first: a signer that nobody has begun with is recovered by whoever needs it.
    privateSenderAhead(nodes, transaction)
    transaction.senderAhead?.()
  }
}

function privateSenderAhead(nodes: readonly NodeContext[], { to, data }: PublicTransaction): void {
  for (const { enclave, privacy } of nodes) {
    const handle = isMarker(to, data, privacy) ? parseMarkerData(data)?.handle : undefined
    if (handle === undefined) return
    try {
      const payload = enclave.peek?.(handle)
      if (payload === undefined) continue
      senderAhead(transactionInPayload(payload, privacy))
    } catch {
      // Whatever is wrong with it is told by the import.
    }
    return
  }
}
