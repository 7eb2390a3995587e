/**
 * Every code that a {@link CoterieError} may carry. The text says what happened in general; the message of an error says
 * it for the case at hand and what to do next. `README.md` beside this file lists the same codes.
 */
export const errorCodes = {
  INVALID_OPTION: 'An option has a value that means nothing here.',
  INVALID_ARGUMENT: 'An argument of a call cannot be used.',
  NOT_FOUND: 'The thing asked for by name does not exist here.',
  CLOSED: 'The network, node or store has been closed.',
  DECODE_FAILED: 'Bytes do not have the format that was expected of them.',
  GENESIS_INVALID: 'A genesis description cannot be used.',
  STORE_CORRUPT: 'The database holds something that Coterie cannot have written.',
  STORE_LOCKED: 'The database is in use by another process.',
  STORE_IO:
    'The database could not be read or written, for instance because the disk is full or a permission is missing.',
  STORE_MISMATCH: 'The database belongs to another network or was written with other options.',
  ENCLAVE_CLIENT_ERROR: 'The enclave refused a request (an HTTP 4xx of a real one), for instance an unknown payload.',
  ENCLAVE_SERVER_ERROR: 'The enclave failed at a request (an HTTP 5xx of a real one).',
  ENCLAVE_IO_ERROR: 'The enclave cannot be reached.',
  UNKNOWN_PARENT: 'A block whose parent the node does not have was refused.',
  BLOCK_INVALID: 'A block breaks a rule of the public chain and was refused.',
  BLOCK_PROCESSING_FAILED: 'A private transaction of a block could not be processed, so this node refused the block.',
  HYDRATION_FAILED: 'A history blob could not be replayed, so this node refused the block that carries it.',
  REPLAY_ROOT_MISMATCH: 'Replaying a history gave another private state root than the history records.',
  STATE_INCONSISTENT: 'Private metadata refers to something that the store does not hold.',
  HISTORY_DEFERRED: 'The node joined the group without its older states, or receipts, and has not made them yet.',
  SNAPSHOT_INVALID: 'Part of a snapshot is not what the state root says, so it was refused.',
  TRANSACTION_REFUSED: 'The transaction pool refused a public transaction.',
  SUBMISSION_REFUSED: 'A private transaction was refused; `besu` has the name, JSON-RPC code and message of Besu.',
  EXECUTION_CAP_REACHED: 'A private execution did more work than the configured cap allows.',
  CALL_FAILED: 'A private call or transaction did not succeed.',
  GROUP_LOCKED: 'The group is locked: only its owner may act on it until it is unlocked.',
  GROUP_NOT_LOCKED: 'The group must be locked first.',
  GROUP_UNKNOWN: 'The node has no such privacy group.',
  NOT_A_MEMBER: 'The enclave key is no member of the privacy group.',
  ALREADY_A_MEMBER: 'The enclave key is a member of the privacy group already.',
  METHOD_NOT_SUPPORTED: 'The method belongs to the other privacy mode.',
  PORT_IN_USE: 'A server cannot listen because the port is taken.',
  ALREADY_LISTENING: 'The network has running servers.',
  RPC_ERROR: 'A JSON-RPC request was answered with an error; `rpc` has its code, message and data.',
  PEER_MISSING: 'An optional package is needed for this and is not installed.',
} as const satisfies Record<string, string>

/** A stable code: upper snake case, never renamed. */
export type ErrorCode = keyof typeof errorCodes
