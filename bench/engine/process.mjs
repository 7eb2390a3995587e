#!/usr/bin/env node
/** One fresh process of the benchmark: `process.mjs reference|fast`. */
import { importSources } from '../../test/support/importSources.mjs'

const { measureEngine } = await importSources('bench/engine/measureEngine.ts', [
  'bench/engine',
  'bench/rpc',
  'test/fixtures',
  'test/support',
])
console.log(JSON.stringify(await measureEngine(process.argv[2])))
