import { type Input, RLP } from '@ethereumjs/rlp'
import type { SeededRandom } from './SeededRandom.ts'

type Item = Uint8Array | Item[]

/** A signed transaction (hex) with a change to its bytes or to one of its items. */
export function mutateTransaction(raw: string, random: SeededRandom): string {
  const bytes = Buffer.from(raw.slice(2), 'hex')
  if (random.oneIn(4)) return `0x${mutateBytes(bytes, random).toString('hex')}`
  const items = RLP.decode(new Uint8Array(bytes))
  if (!Array.isArray(items)) return raw
  const place = random.below(items.length)
  const kind = random.below(6)
  if (kind === 0) items.splice(place, 1)
  else if (kind === 1) items.splice(place, 0, random.bytes(random.below(40)))
  else items[place] = mutateItem(items[place] ?? new Uint8Array(0), random)
  const encoded = Buffer.from(RLP.encode(items as Input))
  const typed = random.oneIn(12) ? Buffer.concat([Buffer.from([random.below(5)]), encoded]) : encoded
  return `0x${typed.toString('hex')}`
}

function mutateItem(item: Item, random: SeededRandom): Item {
  if (Array.isArray(item)) return random.oneIn(2) ? [] : [...item, random.bytes(random.of([0, 31, 32, 91]))]
  switch (random.below(8)) {
    case 0:
      return new Uint8Array(0)
    case 1:
      return new Uint8Array([0, ...item])
    case 2:
      return random.bytes(random.of([1, 8, 9, 20, 31, 32, 33, 64, 91, 200]))
    case 3:
      return [item]
    case 4:
      return []
    case 5:
      return new Uint8Array(random.of([8, 32])).fill(255)
    default:
      return new Uint8Array(mutateBytes(Buffer.from(item), random))
  }
}

function mutateBytes(bytes: Buffer, random: SeededRandom): Buffer {
  const changed = Buffer.from(bytes)
  const place = random.below(changed.length + 1)
  switch (random.below(5)) {
    case 0:
      return changed.subarray(0, place)
    case 1:
      return Buffer.concat([changed, random.bytes(1 + random.below(40))])
    case 2:
      return Buffer.concat([changed.subarray(0, place), random.bytes(1), changed.subarray(place)])
    default:
      if (place < changed.length) changed[place] = random.below(256)
      return changed
  }
}
