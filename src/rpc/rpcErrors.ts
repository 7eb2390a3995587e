/**
 * The JSON-RPC errors of Besu 24.3.0 by Besu's names: code and message (spec 03 §7). Those of private submission, of the pool and of
 * the enclave are in `errors/`, where they arise.
 */
export const rpcErrors = {
  PARSE_ERROR: [-32700, 'Parse error'],
  INVALID_REQUEST: [-32600, 'Invalid Request'],
  METHOD_NOT_FOUND: [-32601, 'Method not found'],
  METHOD_NOT_ENABLED: [-32604, 'Method not enabled'],
  ETH_SEND_TX_NOT_AVAILABLE: [
    -32604,
    'The method eth_sendTransaction is not supported. Use eth_sendRawTransaction to send a signed transaction to Besu.',
  ],
  INVALID_PARAMS: [-32602, 'Invalid params'],
  INTERNAL_ERROR: [-32603, 'Internal error'],
  TIMEOUT_ERROR: [-32603, 'Timeout expired'],
  UNAUTHORIZED: [-40100, 'Unauthorized'],
  UNKNOWN_BLOCK: [-39001, 'Unknown block'],
  EXCEEDS_RPC_MAX_BATCH_SIZE: [-32005, 'Number of requests exceeds max batch size'],
  EXCEEDS_RPC_MAX_BLOCK_RANGE: [-32005, 'Requested range exceeds maximum RPC range limit'],
  FILTER_NOT_FOUND: [-32000, 'Filter not found'],
  LOGS_FILTER_NOT_FOUND: [-32000, 'Logs filter not found'],
  SUBSCRIPTION_NOT_FOUND: [-32000, 'Subscription not found'],
  NO_MINING_WORK_FOUND: [-32000, 'No mining work available yet'],
  BLOCK_NOT_FOUND: [-32000, 'Block not found'],
  NO_ACCOUNT_FOUND: [-32000, 'Account not found'],
  INVALID_INPUT: [-32000, 'Invalid input'],
  P2P_DISABLED: [-32000, 'P2P has been disabled. This functionality is not available'],
  REVERT_ERROR: [-32000, 'Execution reverted'],
  PRIVACY_NOT_ENABLED: [-50100, 'Privacy is not enabled'],
  ENCLAVE_ERROR: [-50100, 'Error communicating with enclave'],
  GET_PRIVATE_TRANSACTION_NONCE_ERROR: [-50100, 'Unable to determine nonce for account in group.'],
  FIND_PRIVACY_GROUP_ERROR: [-50100, 'Error finding privacy group'],
  FIND_FLEXIBLE_PRIVACY_GROUP_ERROR: [-50100, 'Error finding flexible privacy group'],
  DELETE_PRIVACY_GROUP_ERROR: [-50100, 'Error deleting privacy group'],
  PRIVATE_FROM_DOES_NOT_MATCH_ENCLAVE_PUBLIC_KEY: [-50100, 'Private from does not match enclave public key'],
  PRIVATE_TRANSACTION_FAILED: [-50100, 'Private transaction failed'],
} as const satisfies Record<string, readonly [code: number, message: string]>

/** Besu's name of an error. */
export type RpcErrorName = keyof typeof rpcErrors
