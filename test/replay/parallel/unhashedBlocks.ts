/** Blocks as a thread answers them that does not hash: addresses and slots of earlier blocks come again in later ones. */
import { AccountChangeWriter } from '../../../src/replay/parallel/messages/accountChanges.ts'
import { ByteWriter } from '../../../src/replay/parallel/messages/ByteWriter.ts'
import { type ExecutedBlock, writeExecutedBlock } from '../../../src/replay/parallel/messages/ExecutedBlock.ts'
import { address, change, slot, value } from '../../state/stores.ts'

/** What the block with this number gives, from 0 to 200. */
export function unhashedBlock(number: number): ExecutedBlock {
  return {
    absent: [],
    receipts: [Uint8Array.of(number), Uint8Array.of(number, 1)],
    outcome: {
      kind: 'unhashed',
      changes: [
        [change(address(number % 3), { slots: { [slot(number)]: value(1), [slot(number >> 1)]: value(number + 1) } })],
        [{ address: address(1000 + number), deleted: true }, change(address(999 + number), { nonce: BigInt(number) })],
      ],
    },
  }
}

/** Writes block after block. @returns gives the next so many. */
export function unhashedBlocks(): (count: number) => Uint8Array {
  const writer = new ByteWriter()
  const changes = new AccountChangeWriter(writer)
  let next = 0
  return (count) => {
    for (const end = next + count; next < end; next++) writeExecutedBlock(writer, changes, unhashedBlock(next))
    return writer.take()
  }
}
