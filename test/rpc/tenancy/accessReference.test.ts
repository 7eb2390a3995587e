import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { ACCESS_MARKERS, accessReference } from '../../../src/rpc/tenancy/accessReference.ts'

it('the page has the access matrix as it is; npm run reference writes it', async () => {
  const page = await readFile(new URL('../../../src/rpc/tenancy/README.md', import.meta.url), 'utf8')
  const { begin, end } = ACCESS_MARKERS
  const written = page.slice(page.indexOf(begin) + begin.length, page.indexOf(end)).trim()
  expect(written === accessReference(), 'src/rpc/tenancy/README.md is stale: npm run build && npm run reference').toBe(
    true,
  )
})
