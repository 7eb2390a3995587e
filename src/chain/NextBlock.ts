/** What the next block is to have instead of what follows from its parent; `undefined`: nothing special. */
export interface NextBlock {
  /** In wei per gas; from london on. */
  baseFee: bigint | undefined
  gasLimit: bigint | undefined
  /** 32 bytes; PREVRANDAO from shanghai on. */
  mixHash: Uint8Array | undefined
}

/** A next block with nothing special. */
export function plainNextBlock(): NextBlock {
  return { baseFee: undefined, gasLimit: undefined, mixHash: undefined }
}
