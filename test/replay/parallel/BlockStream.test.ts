import { describe, expect, it } from 'vitest'
import { toStateRoot } from '../../../src/primitives/identifiers.ts'
import { AccountChangeReader, AccountChangeWriter } from '../../../src/replay/parallel/messages/accountChanges.ts'
import { BlockStream } from '../../../src/replay/parallel/BlockStream.ts'
import { ByteReader } from '../../../src/replay/parallel/messages/ByteReader.ts'
import { ByteWriter } from '../../../src/replay/parallel/messages/ByteWriter.ts'
import {
  type ExecutedBlock,
  readExecutedBlock,
  writeExecutedBlock,
} from '../../../src/replay/parallel/messages/ExecutedBlock.ts'
import { unhashedBlock, unhashedBlocks } from './unhashedBlocks.ts'

/** A block that is told from others by a number, and large if wanted. */
function block(number: number, size = 40): ExecutedBlock {
  return {
    absent: [],
    receipts: [new Uint8Array(size).fill(number)],
    outcome: {
      kind: 'hashed',
      roots: [toStateRoot(new Uint8Array(32).fill(number))],
      nodes: [[new Uint8Array(32).fill(number), new Uint8Array(3)]],
      codes: [],
      preimages: [],
    },
  }
}

function encoded(...blocks: readonly ExecutedBlock[]): Uint8Array {
  const writer = new ByteWriter()
  for (const one of blocks) writeExecutedBlock(writer, new AccountChangeWriter(writer), one)
  return writer.take()
}

const numberOf = (read: ExecutedBlock | undefined): number | undefined =>
  read?.outcome.kind === 'hashed' ? read.outcome.roots[0]?.[0] : undefined

describe('BlockStream', () => {
  it('gives every reader all blocks, and frees what all have read', async () => {
    const freed: number[] = []
    const stream = new BlockStream((bytes) => freed.push(bytes))
    const [first, second] = [stream.reader(), stream.reader()]
    const chunks = [encoded(block(1), block(2)), encoded(block(3))]
    stream.add(2, chunks[0] as Uint8Array)
    expect([numberOf(await first.next()), numberOf(await first.next())]).toEqual([1, 2])
    expect(first.isReady).toBe(false)
    const waiting = first.next()
    stream.add(1, chunks[1] as Uint8Array)
    expect(numberOf(await waiting)).toBe(3)
    expect(freed).toEqual([])
    stream.end()
    expect(await first.next()).toBeUndefined()
    for (const number of [1, 2, 3]) expect(numberOf(await second.next())).toBe(number)
    expect(freed).toEqual([chunks[0]?.length])
    expect(await second.next()).toBeUndefined()
    first.leave()
    second.leave()
    expect(freed).toEqual(chunks.map(({ length }) => length))
    expect(stream.readers).toBe(0)
  })

  it('a reader that is far behind another loses its place', async () => {
    const stream = new BlockStream(() => undefined)
    const [first, second] = [stream.reader(), stream.reader()]
    for (let number = 1; number <= 6; number++) {
      stream.add(1, encoded(block(number, 10 * 2 ** 20)))
      expect(numberOf(await first.next())).toBe(number)
    }
    expect(await second.next()).toBeUndefined()
    expect(stream.readers).toBe(1)
  })

  it('keeps what nobody has begun to read', async () => {
    const stream = new BlockStream(() => undefined)
    const reader = stream.reader()
    for (let number = 1; number <= 6; number++) stream.add(1, encoded(block(number, 10 * 2 ** 20)))
    for (let number = 1; number <= 6; number++) expect(numberOf(await reader.next())).toBe(number)
  })

  it('leaves blocks out, of which those behind them are read all the same', async () => {
    const freed: number[] = []
    const stream = new BlockStream((bytes) => freed.push(bytes))
    const reader = stream.reader()
    const next = unhashedBlocks()
    const chunks = [2, 3, 1, 4].map((count) => ({ count, bytes: next(count) }))
    const come = (index: number): void => {
      const { count = 0, bytes = new Uint8Array() } = chunks[index] ?? {}
      stream.add(count, bytes)
    }
    const sizes = (end: number): number[] => chunks.slice(0, end).map(({ bytes }) => bytes.length)
    come(0)
    reader.skip()
    expect(reader.isReady).toBe(true)
    expect(await reader.next()).toEqual(unhashedBlock(1))
    // Before they come: the next two, and one behind them.
    for (let count = 0; count < 3; count++) reader.skip()
    come(1)
    expect(reader.isReady).toBe(false)
    expect(freed).toEqual(sizes(2))
    const waiting = reader.next()
    come(2)
    expect(await waiting).toEqual(unhashedBlock(5))
    come(3)
    reader.skip()
    reader.skip()
    expect(await reader.next()).toEqual(unhashedBlock(8))
    reader.skip()
    expect(reader.isReady).toBe(false)
    stream.end()
    expect(reader.isReady).toBe(true)
    expect(await reader.next()).toBeUndefined()
    expect(freed).toEqual(sizes(4))
  })

  it('leaves blocks out that never come', async () => {
    const stream = new BlockStream(() => undefined)
    const reader = stream.reader()
    stream.add(1, unhashedBlocks()(1))
    for (let count = 0; count < 3; count++) reader.skip()
    const waiting = reader.next()
    stream.end()
    expect(await waiting).toBeUndefined()
  })

  it('leaves out for one reader what another one reads', async () => {
    const stream = new BlockStream(() => undefined)
    const [one, other] = [stream.reader(), stream.reader()]
    const next = unhashedBlocks()
    for (const count of [3, 3]) stream.add(count, next(count))
    for (let number = 0; number < 6; number++) {
      expect(await one.next()).toEqual(unhashedBlock(number))
      if (number % 2 === 0) other.skip()
      else expect(await other.next()).toEqual(unhashedBlock(number))
    }
  })
})

it('a block is read as it was written', () => {
  const writer = new ByteWriter()
  const long = block(7, 300_000)
  writeExecutedBlock(writer, new AccountChangeWriter(writer), long)
  writer.scalar(2n ** 200n)
  writer.number(2 ** 32 - 1)
  const reader = new ByteReader(writer.take())
  expect(readExecutedBlock(reader, new AccountChangeReader())).toEqual(long)
  expect([reader.scalar(), reader.number(), reader.isAtEnd]).toEqual([2n ** 200n, 2 ** 32 - 1, true])
})
