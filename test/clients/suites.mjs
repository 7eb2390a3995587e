/** Test files of web3js-quorum 22.4.0 that need no node. */
export const unitSuites = [
  'src/privateTransaction.test.js',
  'src/ptm.test.js',
  'src/utils.test.js',
  'tests/web3.eth.flexiblePrivacyGroup.test.js',
  'tests/web3.eth.test.js',
  'tests/web3.istanbul.test.js',
  'tests/web3.permission.test.js',
  'tests/web3.priv.test.js',
  'tests/web3.raft.test.js',
  'tests/web3Quorum.test.js',
]

/** Those for flexible groups; each wants a fresh chain (spec 05 §7). */
export const flexibleSuites = ['integration-tests/onchainPrivacy/onChainPrivacy.test.js']

/** Those for groups of the enclave. */
export const offchainSuites = [
  'integration-tests/getLogs.test.js',
  'integration-tests/getPrivateTransaction.test.js',
  'integration-tests/privacyGroupManagement.test.js',
  'integration-tests/errorFromNode1ForGroup23.test.js',
  'integration-tests/quickstartExample.test.js',
  'integration-tests/quickstartPrivacyGroupIdExample.test.js',
  'integration-tests/quickstartPrivateCallExample.test.js',
]

/** Tests that fail on every Node.js since 16, without any node: they compare with the wording of an older V8. */
export const knownFailures = {
  'tests/web3.eth.test.js': [
    'web3.eth web3.eth.fillTransaction throw error when call eth_fillTransaction with no param',
    'web3.eth web3.eth.sendTransactionAsync throw error when call eth_sendTransactionAsync with no param',
  ],
}
