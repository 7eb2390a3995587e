#!/usr/bin/env node
/** Starts the JSON-RPC benchmark under plain Node.js: `npm run bench:rpc [-- --json] [--runs N] [--only NAME,NAME]`. */
import { importSources, root } from '../../test/support/importSources.mjs'

const { main } = await importSources('bench/rpc/main.ts', [
  'bench/rpc',
  'bench/processes',
  'test/fixtures',
  'test/support',
])
process.exitCode = await main(process.argv.slice(2), root)
