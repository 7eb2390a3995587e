/**
 * `node recoverAhead.mjs ours|ending|missing`: prints what `recoverInThread` gives as JSON, with our thread, with one that ends at
 * once with an error, and with one that there is no program for.
 */
import { importSources, stripSources } from '../../support/importSources.mjs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const FOLDERS = ['test/crypto/ahead']
const { recoverInThread } = await importSources('test/crypto/ahead/recoverInThread.ts', FOLDERS)
const programs = {
  ours: [pathToFileURL(join(await stripSources(FOLDERS), 'src/crypto/ahead/signatureWorker.js')).href, 1000],
  ending: ['data:text/javascript,throw new Error("it ends")', 20],
  missing: ['file:///nowhere/worker.js', 20],
}
console.log(JSON.stringify(recoverInThread(...programs[process.argv[2]])))
