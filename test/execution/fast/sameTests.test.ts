/** Every test of private execution, on the fast engine. */
import { FastEngine } from '../../../src/execution/fast/FastEngine.ts'
import { setDefaultEngine } from '../oneGroup.ts'

setDefaultEngine(() => new FastEngine())

await import('../ReferenceEngine.test.ts')
await import('../frozenAccounts.test.ts')
await import('../vectors.test.ts')
await import('../processPrivateTransaction.test.ts')
await import('../executeMarker.test.ts')
