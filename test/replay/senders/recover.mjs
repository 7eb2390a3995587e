/** `node recover.mjs <history blob>`: prints what `recoverInThreads` gives as JSON. */
import { importSources } from '../../support/importSources.mjs'

const { recoverInThreads } = await importSources('test/replay/senders/recoverInThreads.ts', ['test/replay/senders'])
console.log(JSON.stringify(await recoverInThreads(process.argv[2])))
