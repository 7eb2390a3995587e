/** What others reach with a public chain in process; not the same work, but of the same order. Measured elsewhere, on 2 cores. */
export interface OutsideMark {
  readonly name: string
  /** ERC-20 transfer with a block of its own, microseconds. */
  readonly transferUs: number
  /** Calls of `balanceOf` per second. */
  readonly callsPerSecond: number
  /** Start to first answer, milliseconds. */
  readonly startMs: number
  readonly installedMb: number
  readonly packages: number
}

/** ERC-20 transfers among 1,000 holders by 20 senders, the same signed bytes for each, medians of 3 to 5 fresh processes. */
export const OUTSIDE_MARKS: readonly OutsideMark[] = [
  mark('EDR 0.22.0, native, in process', 598, 14_865, 152, 38, 2),
  mark('EDR 0.13.0 (last for Node 20)', 645, 6_965, 174, 189, 8),
  mark('Hardhat 2.29.1, in process', 755, 4_893, 1_066, 292, 223),
  mark('Anvil 1.7.1 over HTTP', 4_259, 3_344, 245, 43, 2),
  mark('Ganache 7.9.2, in process', 10_271, 417, 1_578, 180, 56),
  mark('tevm 1.0.0-next.149', 95_700, 24, 2_140, 927, 547),
  mark('@ethereumjs/vm 10.1.3 runTx, in memory', 4_444, 1_512, 474, 19, 17),
]

function mark(
  name: string,
  transferUs: number,
  callsPerSecond: number,
  startMs: number,
  installedMb: number,
  packages: number,
): OutsideMark {
  return { name, transferUs, callsPerSecond, startMs, installedMb, packages }
}
