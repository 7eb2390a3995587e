#!/usr/bin/env node
/** Starts the benchmark of importing live blocks under plain Node.js: `npm run bench:live [-- --against DIR --json]`. */
import { importSources, root } from '../../test/support/importSources.mjs'

const { main } = await importSources('bench/live/main.ts', [
  'bench/live',
  'bench/processes',
  'test/fixtures',
  'test/support',
])
process.exitCode = await main(process.argv.slice(2), root)
