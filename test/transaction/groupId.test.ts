import { describe, expect, test } from 'vitest'
import { fromBase64, fromHex, toBase64 } from '../../src/primitives/bytes.ts'
import { type EnclaveKey, toEnclaveKey } from '../../src/primitives/identifiers.ts'
import { legacyGroupId } from '../../src/transaction/groupId.ts'
import { EA, EB, KA, KB, KC } from './vectors.ts'

const id = (from: EnclaveKey, ...rest: EnclaveKey[]): string => toBase64(legacyGroupId(from, rest))

describe('legacyGroupId', () => {
  test('the vectors of spec 01 §3.2, in any order and with any duplicates', () => {
    const [k1, k2, k3] = [
      'negmDcN2P4ODpqn/6WkJ02zT/0w0bjhGpkZ8UP6vARk=',
      'g59BmTeJIn7HIcnq8VQWgyh/pDbvbt2eyP0Ii60aDDw=',
      '6fg8q5rWMBoAT2oIiU3tYJbk4b7oAr7dxaaVY7TeM3U=',
    ].map((text) => toEnclaveKey(fromBase64(text))) as [EnclaveKey, EnclaveKey, EnclaveKey]
    const all = '/xzRjCLioUBkm5LYuzll61GXyrD5x7bvXzQk/ovJA/4='
    expect(id(k1, k2, k3)).toBe(all)
    expect(id(k3, k1, k2)).toBe(all)
    expect(id(k2, k3, k1, k2, k2, k3)).toBe(all)
    const one = 'kAbelwaVW7okoEn1+okO+AbA4Hhz/7DaCOWVQz9nx5M='
    expect(id(k1)).toBe(one)
    expect(id(k1, k1)).toBe(one)
  })

  test('the ids that clients compute (spec 05 §5)', () => {
    const [q1, q2, q3] = [
      '0542de47c272516862bae08c53f1cb034439a739184fe707208dd92817b2dc1a',
      '41f783032b3d30f0ecd971c4c6d73ce232861f1660fda8f9d834e1d2fb40dd77',
      'd624d975efe77411efce1725ed5ebcc78e15c7ba65f27c31f4baa733f01f2548',
    ].map((text) => toEnclaveKey(fromHex(text))) as [EnclaveKey, EnclaveKey, EnclaveKey]
    expect(id(q1)).toBe('++bBiZIYoiGBb6/VxyxrWvlhMBvlmL0PWi00Ld/Zzjs=')
    expect(id(q1, q2)).toBe('HvuYiHoyL31rZ5OYRzSYMGGRV+V8KS4LMuHRfmfDWzg=')
    expect(id(q3, q1)).toBe('kTeJS4TI7mnWhJrEItmjHe1iDepAuURPmeMVcyQOgr0=')
    expect(id(q3, q2, q1)).toBe('DtGQwkVOWyeHaAXGG6tUue3zgsdQLX4JIhiaWaGO+0k=')
    expect(id(KB, KA)).toBe('DyAOiF/ynpc+JXa2YAGB0bCitSlOMNm+ShmB/7M6C4w=')
    expect(id(KA, KB, KC)).toBe('95yIn/OYTZ1xN7SiBX1MdBJv9Bqk6Oq7fy+7XSaInyY=')
    expect(id(EB, EA)).toBe('MjuFB4b9Hz+f8zvkWWasxZWRjHWXU4t7B2nOHo4mekA=')
  })
})
