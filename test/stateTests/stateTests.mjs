#!/usr/bin/env node
/** Runs official Ethereum state tests on the fast engine: `npm run state-tests -- DIR|FILE…`. */
import { importSources } from '../support/importSources.mjs'

const { main } = await importSources('test/stateTests/main.ts', ['test/stateTests', 'test/state'])
process.exitCode = main(process.argv.slice(2))
