import assert from 'node:assert/strict'
import { members, statuses, times, word } from './printed.mjs'

/** What the examples for flexible groups print when they succeed (spec 05 §6.2, §6.3); each throws otherwise. */

export function checkFound(output) {
  assert.deepEqual(statuses(output), ['0x1'])
  const found = output.split('FIND Privacy Group Result:')[1] ?? ''
  assert.match(found, /type: 'FLEXIBLE'/)
  assert.deepEqual(members(found), [1, 2])
}

export function checkFoundTwice(output) {
  assert.deepEqual(statuses(output), ['0x1'])
  const [, first = '', second = ''] = output.split(/finding groups on node\d/)
  for (const found of [first, second]) assert.deepEqual(members(found), [1, 2])
}

/** Created, added, the newcomer's receipt of that, removed. @param {number} added the newcomer. */
export function checkAddedAndRemoved(output, added) {
  assert.deepEqual(statuses(output), ['0x1', '0x1', '0x1', '0x1'])
  assert.match(output, /Got transaction receipt from added node:\n\{/)
  const found = output.split('FIND Privacy Group Result:').slice(1).map(members)
  assert.deepEqual(found, [
    [1, 2],
    [1, 2, added],
    [1, 2],
  ])
}

export function checkDeployed(output) {
  assert.match(output, /export CONTRACT_ADDRESS=0x[0-9a-f]{40}\n/)
  assert.match(output, /export PRIVACY_GROUP_ID=[A-Za-z0-9+/]{43}=\n/)
}

/** Created, greeted, set by the second member, and fired with one log; the deployment's receipt is not printed. */
export function checkGreeter(output) {
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

/** Two members read the value; the third reader fails. @param {RegExp} failure what is printed then. */
export function checkStored(output, value, failure) {
  const read = [...output.matchAll(/Get Value from http:\/\/localhost:(\d+): (0x\w*)/g)].map(([, ...found]) => found)
  assert.deepEqual(read, [
    ['20000', word(value)],
    ['20002', word(value)],
  ])
  assert.match(output.split('EXPECTING AN ERROR from node3')[1] ?? '', failure)
}
