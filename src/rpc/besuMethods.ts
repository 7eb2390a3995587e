/**
 * Names of Besu 24.3.0 that Coterie may not have: they are answered with "Method not enabled" instead of "Method not found".
 * A name that the method table has is answered by it.
 */
const KNOWN: ReadonlySet<string> = new Set([
  ...named(
    'admin',
    'addPeer changeLogLevel generateLogBloomCache logsRemoveCache logsRepairCache nodeInfo peers removePeer',
  ),
  ...named('clique', 'discard getSignerMetrics getSigners getSignersAtHash proposals propose'),
  ...named(
    'debug',
    'accountAt accountRange batchSendRawTransaction getBadBlocks getRawBlock getRawHeader getRawReceipts',
  ),
  ...named('debug', 'getRawTransaction metrics replayBlock resyncWorldState setHead standardTraceBadBlockToFile'),
  ...named('debug', 'standardTraceBlockToFile storageRangeAt traceBlock traceBlockByHash traceBlockByNumber traceCall'),
  ...named('debug', 'traceTransaction'),
  ...named('engine', 'exchangeCapabilities exchangeTransitionConfigurationV1 forkchoiceUpdatedV1 forkchoiceUpdatedV2'),
  ...named(
    'engine',
    'forkchoiceUpdatedV3 getPayloadBodiesByHashV1 getPayloadBodiesByRangeV1 getPayloadV1 getPayloadV2',
  ),
  ...named('engine', 'getPayloadV3 newPayloadV1 newPayloadV2 newPayloadV3 preparePayload_debug'),
  ...named('eth', 'getMinerDataByBlockHash getMinerDataByBlockNumber sendRawPrivateTransaction sendTransaction'),
  ...named('ibft', 'discardValidatorVote getPendingVotes getSignerMetrics getValidatorsByBlockHash'),
  ...named('ibft', 'getValidatorsByBlockNumber proposeValidatorVote'),
  ...named('miner', 'changeTargetGasLimit getMinGasPrice getMinPriorityFee setCoinbase setEtherbase setMinGasPrice'),
  ...named('miner', 'setMinPriorityFee start stop'),
  ...named('perm', 'addAccountsToAllowlist addAccountsToWhitelist addNodesToAllowlist addNodesToWhitelist'),
  ...named('perm', 'getAccountsAllowlist getAccountsWhitelist getNodesAllowlist getNodesWhitelist'),
  ...named('perm', 'reloadPermissionsFromFile removeAccountsFromAllowlist removeAccountsFromWhitelist'),
  ...named('perm', 'removeNodesFromAllowlist removeNodesFromWhitelist'),
  ...named('plugins', 'reloadPluginConfig'),
  ...named('priv', 'createPrivacyGroup deletePrivacyGroup findPrivacyGroup'),
  ...named('privx', 'findFlexiblePrivacyGroup findOnchainPrivacyGroup'),
  ...named('qbft', 'discardValidatorVote getPendingVotes getSignerMetrics getValidatorsByBlockHash'),
  ...named('qbft', 'getValidatorsByBlockNumber proposeValidatorVote'),
  ...named('trace', 'block call callMany filter get rawTransaction replayBlockTransactions transaction'),
])

/** Whether Besu 24.3.0 knows a method, in any configuration. */
export function isKnownToBesu(method: string): boolean {
  return KNOWN.has(method)
}

function named(namespace: string, methods: string): string[] {
  return methods.split(' ').map((method) => `${namespace}_${method}`)
}
