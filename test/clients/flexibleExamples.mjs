import assert from 'node:assert/strict'
import {
  checkAddedAndRemoved,
  checkDeployed,
  checkFound,
  checkFoundTwice,
  checkGreeter,
  checkStored,
} from './flexibleChecks.mjs'
import { printing } from './printing.mjs'

/** The tenant that stock keys do not have is the script's own error. */
const NO_TENANT = /TypeError/

/**
 * The examples of web3js-quorum for flexible groups, in order, each with its criterion of success (spec 05 §6.2).
 * @type {{ script: string, timed: boolean, run: (examples: import('./ExampleRun.mjs').ExampleRun) => Promise<void> }[]}
 */
export const flexibleExamples = [
  printing('onChainPrivacy/simpleExample.js', checkFound),
  printing('onChainPrivacy/addRemoveExample.js', (output) => checkAddedAndRemoved(output, 3), { timed: true }),
  printing('onChainPrivacy/deployContractExample.js', checkGreeter, { timed: true }),
  printing('multiTenancy/onchainPrivacySimpleExample.js', checkFoundTwice),
  printing('multiTenancy/onchainPrivacyDeployContractExample.js', checkGreeter),
  printing('multiTenancyExamplePrivateCall/deployContract.js', checkDeployed),
  printing('multiTenancyExamplePrivateCall/storeValueFromNode1.js', (output) => checkStored(output, 1000, NO_TENANT)),
  printing('multiTenancyExamplePrivateCall/storeValueFromNode2.js', (output) => checkStored(output, 1001, NO_TENANT)),
]

/** On nodes that are like Besu 24.3 the published client cannot create a group (spec 05 §1). */
export const refusedExamples = [
  {
    script: 'onChainPrivacy/simpleExample.js',
    async run(examples, script) {
      const output = await examples.runAnyhow(script)
      assert.match(output, /^Error: Returned error: Flexible Privacy group does not exist\.$/m)
    },
  },
]
