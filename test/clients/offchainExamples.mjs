import assert from 'node:assert/strict'
import { printing } from './printing.mjs'
import { statuses, times, word } from './printed.mjs'

const ACCOUNTS = ['fe3b557e8fb62b89f4916b721be55ceb828dbd73', '627306090abab3a6e1400e9345bc60c78a8bef57']

/**
 * The examples of web3js-quorum for groups of the enclave, in order, each with its criterion of success (spec 05 §6.4).
 * @type {{ script: string, timed?: boolean, run: (examples: import('./ExampleRun.mjs').ExampleRun, script: string) => Promise<void> }[]}
 */
export const offchainExamples = [
  printing('eventEmitter.js', (output) => {
    assert.deepEqual(valuesIn(output, /Get Value: (0x\w*)/g), [[word(1000)], [word(42)]])
    assert.deepEqual(eventsIn(output), [event(1, 1000), event(1, 42)])
  }),
  printing('erc20.js', (output) => assert.deepEqual(statuses(output), ['0x1', '0x1'])),

  printing('multiNodeExample/deployContract.js', checkDeployed),
  printing('multiNodeExample/storeValueFromNode1.js', (output) => checkStored(output, event(1, 1000), ['0x'])),
  printing('multiNodeExample/storeValueFromNode2.js', (output) => checkStored(output, event(2, 42), ['0x'])),

  printing('multiNodeExamplePrivacyGroup/deployContract.js', checkDeployed),
  printing('multiNodeExamplePrivacyGroup/storeValueFromNode1.js', (output) => checkRefused(output, event(1, 1000))),
  printing('multiNodeExamplePrivacyGroup/storeValueFromNode2.js', (output) => checkRefused(output, event(2, 42))),
  printing(
    'multiNodeExamplePrivacyGroup/distributePrivacyGroup.js',
    (output) => {
      assert.match(output, /^Enclave key: 0x[0-9a-f]{64}$/m)
      assert.match(output, /to: '0x0{38}7e'/i)
      for (const node of [1, 2])
        assert.match(output, new RegExp(`Got transaction receipt from enclave node ${node}\n\\{`))
      assert.deepEqual(statuses(output).slice(-2), ['0x1', '0x1'])
    },
    { timed: true },
  ),

  printing('multiNodeExamplePrivateCall/deployContract.js', checkDeployed),
  printing('multiNodeExamplePrivateCall/storeValueFromNode1.js', (output) =>
    checkStored(output, event(1, 1000), ['0x']),
  ),
  printing('multiNodeExamplePrivateCall/storeValueFromNode2.js', (output) => checkStored(output, event(2, 42), ['0x'])),

  {
    script: 'privacyGroupManagement/createPrivacyGroup.js',
    async run(examples, script) {
      const created = groupIn(await examples.run(script))
      examples.export('PRIVACY_GROUP_TO_DELETE', created)
      assert.match(await examples.run('privacyGroupManagement/findPrivacyGroup.js'), new RegExp(quoted(created)))
      assert.equal(groupIn(await examples.run('privacyGroupManagement/deletePrivacyGroup.js')), created)
      assert.doesNotMatch(await examples.run('privacyGroupManagement/findPrivacyGroup.js'), new RegExp(quoted(created)))
    },
  },
  {
    script: 'privacyGroupManagement/createPrivacyGroupNode2.js',
    async run(examples, script) {
      const created = groupIn(await examples.run(script))
      assert.match(await examples.run('privacyGroupManagement/findPrivacyGroupNode2.js'), new RegExp(quoted(created)))
    },
  },

  printing('eventLogs/setup.js', (output) => assert.match(output, /deployed 0x[0-9a-f]{40}/)),
  { script: 'eventLogs/subscribe.js', run: checkSubscriber },
  { script: 'eventLogs/subscribeWebSockets.js', run: checkSubscriber },
  printing('eventLogs/getPastLogs.js', (output) => assert.deepEqual(logDataIn(output), [event(1, 3), event(1, 3)])),

  printing(
    'concurrentPrivateTransactions/concurrentPrivateTransactions.js',
    (output) => {
      // The receipt has no transaction hash (spec 05 §6.4).
      assert.equal(times(output, /=== Private TX undefined/g), 10)
      assert.equal(times(output, /> Status 0x1/g), 10)
    },
    { timed: true },
  ),

  printing('accessPublicState/deployContract.js', (output) => {
    assert.match(output, /export PUBLIC_CONTRACT_ADDRESS=0x\w{40}/)
    assert.match(output, /export PRIVATE_CONTRACT_ADDRESS=0x[0-9a-f]{40}/)
  }),
  printing('accessPublicState/storeValueFromNode1.js', (output) => {
    assert.deepEqual(valuesIn(output, /Get Value from http:\/\/localhost:20000: (0x\w*)/g), [[word(1000)]])
  }),

  printing('config/httpHeaders.js', (output) => assert.match(output, /^Current block: \d+$/m)),
  printing('config/webSocket.js', (output) => assert.match(output, /^Current block: \d+\ndisconnecting\.\.\.$/m)),
]

function checkDeployed(output) {
  assert.match(output, /export CONTRACT_ADDRESS=0x[0-9a-f]{40}/)
  assert.deepEqual(statuses(output), ['0x1'])
}

/** The event, the value at the two members, and what the third node says. */
function checkStored(output, stored, third) {
  assert.deepEqual(eventsIn(output), [stored])
  const value = `0x${stored.slice(-64)}`
  assert.deepEqual(valuesIn(output, /Get Value from http:\/\/localhost:(\d+): (0x\w*)/g), [
    ['20000', value],
    ['20002', value],
    ...third.map((read) => ['20004', read]),
  ])
}

/** As {@link checkStored}, but the third node refuses. */
function checkRefused(output, stored) {
  assert.deepEqual(eventsIn(output), [stored])
  const value = `0x${stored.slice(-64)}`
  assert.deepEqual(valuesIn(output, /GOT Value from http:\/\/localhost:(\d+): (0x\w*)/g), [
    ['20000', value],
    ['20002', value],
  ])
  assert.match(output.split('EXPECTING AN ERROR')[1] ?? '', /Error: Returned error: /)
}

/**
 * A subscriber prints what is stored, ends its subscription when it is interrupted, and then itself. The sender stores its
 * default, 3: with a value on its command line it fails before it asks the node (web3 1.10 encodes no list of text).
 */
async function checkSubscriber(examples, script) {
  const subscriber = examples.start(script)
  await subscriber.until(/Installed filter 0x[0-9a-f]+/)
  const output = await examples.run('eventLogs/sendTransaction.js')
  assert.deepEqual(statuses(output), ['0x1'])
  await subscriber.until(new RegExp(`LOG => \\{[^}]*data: '${event(1, 3)}'`))
  await subscriber.interrupt()
  assert.match(subscriber.output(), /Unsubscribed: true/)
}

/** Data of the demo contract's event: who stored what. */
function event(node, value) {
  return `0x${ACCOUNTS[node - 1].padStart(64, '0')}${word(value).slice(2)}`
}

function eventsIn(output) {
  return valuesIn(output, /Event Emitted: (0x\w*)/g).flat()
}

function logDataIn(output) {
  return valuesIn(output, /data: '(0x\w*)'/g).flat()
}

function groupIn(output) {
  const id = /The privacy group (?:created|deleted) is: (\S+)/.exec(output)?.[1]
  assert.match(id ?? '', /^[A-Za-z0-9+/]{43}=$/)
  return id
}

function valuesIn(output, pattern) {
  return [...output.matchAll(pattern)].map(([, ...groups]) => groups)
}

function quoted(text) {
  return text.replace(/[+/=]/g, '\\$&')
}
