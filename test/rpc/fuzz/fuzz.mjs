#!/usr/bin/env node
/** Starts the fuzzer under plain Node.js; with `--expose-gc` it measures the heap, too. */
import { importSources } from '../../support/importSources.mjs'

const { main } = await importSources('test/rpc/fuzz/main.ts', [
  'test/rpc/fuzz',
  'test/scenarios/support',
  'test/support',
])
process.exitCode = await main(process.argv.slice(2))
