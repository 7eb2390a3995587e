import type { SeededRandom } from './SeededRandom.ts'

/** Values that go wrong easily, of every kind of JSON. */
const ODD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  '0x',
  '0x0',
  '0X1',
  '0x00',
  '0xg',
  '-0x1',
  '#ff',
  '010',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775809',
  `0x${'f'.repeat(64)}`,
  `0x${'f'.repeat(65)}`,
  `0x${'0'.repeat(2000)}`,
  'latest',
  'Pending',
  'constructor',
  '__proto__',
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  'AAAA',
  '💥\u0000\uD800',
  'x'.repeat(5000),
  [],
  [[]],
  [null],
  ['0x0', ['0x0', [null]]],
  Array.from({ length: 300 }, () => '0x0'),
  {},
  { toString: 1, valueOf: null },
  { blockNumber: '0x1', blockHash: '0x1' },
  { fromBlock: '0x5', toBlock: '0x1', address: [], topics: [[], [null], 'x'] },
  { to: '0x', data: 5, gas: -1, gasPrice: '0xzz', value: {} },
]

/** Another value instead of one of JSON's, near it or far from it. */
export function mutateValue(value: unknown, random: SeededRandom): unknown {
  if (random.oneIn(3)) return random.of(ODD)
  if (typeof value === 'string') return mutateText(value, random)
  if (typeof value === 'number') return random.of([value + 1, -value, value * 2 ** 40, value / 3, String(value)])
  if (Array.isArray(value)) return mutateList(value, random)
  if (typeof value === 'object' && value !== null) return mutateObject(value, random)
  return random.of(ODD)
}

/** A list with one change. */
export function mutateList(list: readonly unknown[], random: SeededRandom): unknown[] {
  const changed = [...list]
  const place = random.below(changed.length + 1)
  const kind = random.below(6)
  if (kind === 0) changed.splice(place, 1)
  else if (kind === 1) changed.splice(place, 0, random.of(ODD))
  else if (kind === 2) changed.reverse()
  else if (kind === 3) changed.push(...changed)
  else if (place < changed.length) changed[place] = mutateValue(changed[place], random)
  return changed
}

function mutateObject(value: object, random: SeededRandom): unknown {
  const entries = Object.entries(value as Record<string, unknown>)
  const [key, item] = entries.length === 0 ? (['to', null] as const) : random.of(entries)
  const kind = random.below(5)
  if (kind === 0) return Object.fromEntries(entries.filter(([name]) => name !== key))
  if (kind === 1)
    return { ...value, [random.of(['extra', 'from', 'topics', 'blockHash', 'accessList', key])]: random.of(ODD) }
  return { ...value, [key]: mutateValue(item, random) }
}

function mutateText(text: string, random: SeededRandom): string {
  const place = random.below(text.length + 1)
  const character = random.of([...'0123456789abcdefxXg=+/ -Z', '\u0000', 'é'])
  switch (random.below(8)) {
    case 0:
      return text.slice(0, place)
    case 1:
      return text.slice(place)
    case 2:
      return `${text.slice(0, place)}${character}${text.slice(place)}`
    case 3:
      return text.toUpperCase()
    case 4:
      return `${text}${text}`
    case 5:
      return text.replace(/^0x/, random.of(['', '0X', '0x0', '0x00', '-0x']))
    default:
      return `${text.slice(0, place)}${character}${text.slice(place + 1)}`
  }
}
