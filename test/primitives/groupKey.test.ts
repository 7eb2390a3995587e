import { expect, test } from 'vitest'
import { groupKey } from '../../src/primitives/groupKey.ts'
import { toGroupId } from '../../src/primitives/identifiers.ts'

test('each group has its own key, whichever was asked for before', () => {
  const [one, two] = [toGroupId(new Uint8Array(32).fill(1)), toGroupId(new Uint8Array(32).fill(2))]
  const asked = [one, one, two, one, toGroupId(one.slice())].map(groupKey)
  const [first, second] = [`0x${'01'.repeat(32)}`, `0x${'02'.repeat(32)}`]
  expect(asked).toEqual([first, first, second, first, first])
})
