#!/usr/bin/env node
/**
 * Starts the benchmark of replay under plain Node.js: `npm run bench` (the standard set), `npm run bench:smoke`, or
 * `node bench/replay/bench.mjs replay|compare …` with the options of `coterie bench`.
 */
import { importSources, root } from '../../test/support/importSources.mjs'

const { main } = await importSources('bench/replay/main.ts', ['bench/replay'])
process.exitCode = await main(process.argv.slice(2), root)
