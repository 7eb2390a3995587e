#!/usr/bin/env node
/** Starts the conformance runner under plain Node.js. */
import { importSources, root } from '../support/importSources.mjs'

const { main } = await importSources('test/conformance/main.ts', ['test/conformance', 'test/support'])
process.exitCode = await main(process.argv.slice(2), root)
