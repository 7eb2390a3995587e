import assert from 'node:assert/strict'
import { printing } from './printing.mjs'
import { members, statuses, times, word } from './printed.mjs'

/**
 * The examples of web3js-quorum for flexible groups, in order, each with its criterion of success (spec 05 §6.2).
 * @type {{ script: string, timed: boolean, run: (examples: import('./ExampleRun.mjs').ExampleRun) => Promise<void> }[]}
 */
export const flexibleExamples = [
  printing('onChainPrivacy/simpleExample.js', checkFound),
  printing('onChainPrivacy/addRemoveExample.js', checkAddedAndRemoved, { timed: true }),
  printing('onChainPrivacy/deployContractExample.js', checkGreeter, { timed: true }),
  printing('multiTenancy/onchainPrivacySimpleExample.js', checkFoundTwice),
  printing('multiTenancy/onchainPrivacyDeployContractExample.js', checkGreeter),
  printing('multiTenancyExamplePrivateCall/deployContract.js', checkDeployed),
  printing('multiTenancyExamplePrivateCall/storeValueFromNode1.js', (output) => checkStored(output, 1000)),
  printing('multiTenancyExamplePrivateCall/storeValueFromNode2.js', (output) => checkStored(output, 1001)),
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

function checkFound(output) {
  assert.deepEqual(statuses(output), ['0x1'])
  const found = output.split('FIND Privacy Group Result:')[1] ?? ''
  assert.match(found, /type: 'FLEXIBLE'/)
  assert.deepEqual(members(found), [1, 2])
}

function checkFoundTwice(output) {
  assert.deepEqual(statuses(output), ['0x1'])
  const [, first = '', second = ''] = output.split(/finding groups on node\d/)
  for (const found of [first, second]) assert.deepEqual(members(found), [1, 2])
}

/** Created, added, the third node's receipt of that, removed. */
function checkAddedAndRemoved(output) {
  assert.deepEqual(statuses(output), ['0x1', '0x1', '0x1', '0x1'])
  assert.match(output, /Got transaction receipt from added node:\n\{/)
  const found = output.split('FIND Privacy Group Result:').slice(1).map(members)
  assert.deepEqual(found, [
    [1, 2],
    [1, 2, 3],
    [1, 2],
  ])
}

function checkDeployed(output) {
  assert.match(output, /export CONTRACT_ADDRESS=0x[0-9a-f]{40}\n/)
  assert.match(output, /export PRIVACY_GROUP_ID=[A-Za-z0-9+/]{43}=\n/)
}

/** Created, greeted, set by the second member, and fired with one log; the deployment's receipt is not printed. */
function checkGreeter(output) {
  assert.deepEqual(statuses(output), ['0x1', '0x1', '0x1', '0x1'])
  const greeting = Buffer.from('test123').toString('hex')
  assert.equal(times(output, new RegExp(`output: '0x[0-9a-f]*${greeting}[0-9a-f]*'`, 'g')), 1)
  const [created = '', ...sent] = output.split('Transaction Hash:')
  assert.equal(times(created, /logIndex/g), 2)
  assert.deepEqual(
    sent.map((part) => times(part, /logIndex/g)),
    [0, 0, 1],
  )
}

/** Two members read the value; the tenant that the keys do not have is the script's own error. */
function checkStored(output, value) {
  const read = [...output.matchAll(/Get Value from http:\/\/localhost:(\d+): (0x\w*)/g)].map(([, ...found]) => found)
  assert.deepEqual(read, [
    ['20000', word(value)],
    ['20002', word(value)],
  ])
  assert.match(output, /EXPECTING AN ERROR from node3/)
  assert.match(output, /TypeError/)
}
