import assert from 'node:assert/strict'
import { askAs } from './askAs.mjs'
import { checkAddedAndRemoved, checkDeployed, checkFoundTwice, checkGreeter, checkStored } from './flexibleChecks.mjs'
import { members as membersIn, statuses, word } from './printed.mjs'
import { printing } from './printing.mjs'

const EVENT_LOGS = 'multiTenancyExampleOnchainPrivacyEventLogs'
const UNAUTHORIZED = -40100
/** What a script prints when the node says so. */
const REFUSED = /Error: Returned error: Unauthorized/

/**
 * The examples of web3js-quorum for tenants, in order, each with its criterion of success (spec 05 §6.3). Tenants 1, 11 and
 * 12 are on the first node, tenant 2 on the second.
 * @param {'documented' | 'besu'} rules what the nodes let removed tenants see.
 * @returns {{ script: string, run: (examples: import('./ExampleRun.mjs').ExampleRun, script: string) => Promise<void> }[]}
 */
export function multiTenancyExamples(rules) {
  return [
    printing('multiTenancy/onchainPrivacySimpleExample.js', checkFoundTwice),
    printing('multiTenancy/onchainPrivacyDeployContractExample.js', checkGreeter),
    {
      script: 'multiTenancy/onchainPrivacyAddRemoveExample.js',
      run: (examples, script) => checkTenantAddedAndRemoved(examples, script, rules),
    },
    printing('multiTenancyExamplePrivateCall/deployContract.js', checkDeployed),
    printing('multiTenancyExamplePrivateCall/storeValueFromNode1.js', (output) => checkStored(output, 1000, REFUSED)),
    printing('multiTenancyExamplePrivateCall/storeValueFromNode2.js', (output) => checkStored(output, 1001, REFUSED)),
    { script: `${EVENT_LOGS}/setup.js`, run: checkSetUp },
    {
      script: `${EVENT_LOGS}/subscribe.js`,
      run: (examples, script) =>
        checkSubscriber(examples, script, { rules, stored: 0, members: [1, 11, 2], refusedCode: 1 }),
    },
    {
      // It catches the refusal of its filter, and ends well.
      script: `${EVENT_LOGS}/subscribeWebSockets.js`,
      run: (examples, script) =>
        checkSubscriber(examples, script, { rules, stored: 2, members: [1, 2, 11], refusedCode: 0 }),
    },
    printing(`${EVENT_LOGS}/getPastLogs.js`, (output) => assert.equal(dataIn(output).length, 4)),
    {
      // It is for groups of the enclave; a node with flexible groups has none of those, with tenants or without.
      script: 'multiTenancy/createPrivacyGroupMultiTenancy.js',
      run: async (examples, script) =>
        assert.match(await examples.runAnyhow(script, [], 1), /Error: Returned error: Method not enabled/),
    },
  ]
}

/**
 * As printed. Then the removed tenant is refused, by the documented rules from the next block on; so is one that never was
 * a member.
 */
async function checkTenantAddedAndRemoved(examples, script, rules) {
  const output = await examples.run(script)
  checkAddedAndRemoved(output, 11)
  const keys = examples.keys()
  const group = /privacyGroupId: '([A-Za-z0-9+/]{43}=)'/.exec(output)?.[1]
  assert.equal(await call(keys, group, 'node11', 'node1'), rules === 'documented' ? '0x' : UNAUTHORIZED)
  await examples.run('multiTenancy/onchainPrivacySimpleExample.js')
  await checkShutOut(keys, group, ['node11', 'node12'])

  const [created, added] = [...output.matchAll(/commitmentHash:\s+'(0x[0-9a-f]{64})'/g)].map(([, hash]) => hash)
  const receipt = (tenant, hash) => askAs(keys, tenant, 'node1', 'priv_getTransactionReceipt', [hash])
  assert.equal((await receipt('node11', added)).status, '0x1')
  for (const hash of [created, added]) assert.equal(await receipt('node12', hash), null)
}

async function checkSetUp(examples, script) {
  const output = await examples.run(script)
  assert.deepEqual(statuses(output), ['0x1'])
  const { node1, node11, node2 } = examples.keys().enclave
  assert.ok(output.includes(`with members ${[node1, node11, node2].map(({ publicKey }) => publicKey)}\n`))
  assert.match(output, /Deployed contract at address {2}0x[0-9a-f]{40}/)
  const { privacyGroupId } = examples.written(`${EVENT_LOGS}/params.json`)
  await checkShutOut(examples.keys(), privacyGroupId, ['node12'])
}

/**
 * Tenant 11 subscribes, is told of what is stored, and of its removal by its next poll; it cannot subscribe again, until it is
 * added again and finds what has been stored meanwhile. The sender stores its default, 3 (see `offchainExamples.mjs`).
 * @param {{ rules: string, stored: number, members: number[], refusedCode: number }} options `stored`: how often
 * something has been stored before; `members`: of the group before; `refusedCode`: how the subscriber ends when it is refused.
 */
async function checkSubscriber(examples, script, { rules, stored, members, refusedCode }) {
  const send = async () => assert.deepEqual(statuses(await examples.run(`${EVENT_LOGS}/sendTransaction.js`)), ['0x1'])
  const { privacyGroupId, contractAddress } = examples.written(`${EVENT_LOGS}/params.json`)
  const keys = examples.keys()
  const logsOf = async (tenant, node) => {
    const filter = { address: contractAddress, fromBlock: 'earliest', toBlock: 'latest' }
    const logs = await askAs(keys, tenant, node, 'priv_getLogs', [privacyGroupId, filter])
    return Array.isArray(logs) ? logs.length : logs
  }
  const logsOfAll = async () => [
    await logsOf('node1', 'node1'),
    await logsOf('node2', 'node2'),
    await logsOf('node11', 'node1'),
  ]

  const subscriber = examples.start(script)
  await subscriber.until(/Installed filter 0x[0-9a-f]+/)
  await subscriber.until(printedLogs(stored))
  await send()
  await subscriber.until(printedLogs(stored + 1))
  assert.deepEqual(await logsOfAll(), [stored + 1, stored + 1, stored + 1])

  checkRemoval(await examples.run(`${EVENT_LOGS}/removeParticipantFromGroup.js`), members)
  await subscriber.until(REFUSED)
  await subscriber.end()
  assert.equal(dataIn(subscriber.output()).length, stored + 1)
  assert.match(await examples.runAnyhow(script, [], refusedCode), /Problem installing filter:? .*Unauthorized/)
  await send()
  await checkShutOut(keys, privacyGroupId, ['node11', 'node12'])
  assert.deepEqual(await logsOfAll(), [stored + 2, stored + 2, rules === 'documented' ? stored + 1 : UNAUTHORIZED])
  assert.equal(await logsOf('node12', 'node1'), UNAUTHORIZED)

  const added = await examples.run(`${EVENT_LOGS}/addParticipantToGroup.js`)
  assert.deepEqual(statuses(added), ['0x1'])
  assert.match(added, /Added new participant dyKxmO5J/)
  const again = examples.start(script)
  await again.until(printedLogs(stored + 2))
  await again.interrupt()
  assert.match(again.output(), /Unsubscribed: true/)
  assert.deepEqual(await logsOfAll(), [stored + 2, stored + 2, stored + 2])
}

function checkRemoval(output, before) {
  assert.deepEqual(statuses(output), ['0x1'])
  assert.match(output, /Removed third participant dyKxmO5J/)
  const found = output.split('FIND Privacy Group Result:').slice(1).map(membersIn)
  assert.deepEqual(found, [before, [1, 2]])
}

/** Members are answered; these tenants of the first node, and callers without a token, are refused or find nothing. */
async function checkShutOut(keys, group, tenants) {
  assert.equal(await call(keys, group, 'node1', 'node1'), '0x')
  assert.equal(await call(keys, group, 'node2', 'node2'), '0x')
  assert.equal(await call(keys, group, undefined, 'node1'), UNAUTHORIZED)
  for (const tenant of tenants) {
    assert.equal(await call(keys, group, tenant, 'node1'), UNAUTHORIZED, tenant)
    assert.equal(await askAs(keys, tenant, 'node1', 'priv_newFilter', [group, {}]), UNAUTHORIZED, tenant)
    const addresses = [keys.enclave.node1.publicKey, keys.enclave[tenant].publicKey]
    assert.deepEqual(await askAs(keys, tenant, 'node1', 'privx_findFlexiblePrivacyGroup', [addresses]), [], tenant)
  }
}

/** Calls an address without code, at the head. */
function call(keys, group, tenant, node) {
  return askAs(keys, tenant, node, 'priv_call', [group, { to: `0x${'11'.repeat(20)}` }, 'latest'])
}

/** A pattern that matches once so many logs of the value 3 have been printed. */
function printedLogs(count) {
  return new RegExp(`(?:[^]*?LOG => \\{[^}]*data: '0x\\w{64}${word(3).slice(2)}'){${count}}`)
}

function dataIn(output) {
  return [...output.matchAll(/data: '(0x\w*)'/g)]
}
