#!/usr/bin/env node
/** Starts the comparison of the engines under plain Node.js: `npm run differential -- [--count N] [--seed N]`. */
import { importSources } from '../../support/importSources.mjs'

const folders = ['test/execution', 'test/rpc/fuzz', 'test/state', 'test/transaction']
const { main } = await importSources('test/execution/differential/main.ts', folders)
process.exitCode = await main(process.argv.slice(2))
