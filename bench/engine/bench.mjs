#!/usr/bin/env node
/** Starts the benchmark of the engines under plain Node.js: `npm run bench:engine [-- --runs N] [--json]`. */
import { importSources, root } from '../../test/support/importSources.mjs'

const { main } = await importSources('bench/engine/main.ts', [
  'bench/engine',
  'bench/rpc',
  'test/fixtures',
  'test/support',
])
process.exitCode = main(process.argv.slice(2), root)
