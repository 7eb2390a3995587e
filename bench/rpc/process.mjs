#!/usr/bin/env node
/** One fresh process of the benchmark: `process.mjs contender|server NAME`. */
import { importSources } from '../../test/support/importSources.mjs'

const [kind, name] = process.argv.slice(2)
if (kind === 'server') {
  const { runServer } = await importSources('bench/rpc/runServer.ts', ['bench/rpc', 'test/fixtures', 'test/support'])
  await runServer()
} else {
  const { runContender } = await importSources('bench/rpc/runContender.ts', [
    'bench/rpc',
    'test/fixtures',
    'test/support',
  ])
  console.log(JSON.stringify(await runContender(name)))
}
