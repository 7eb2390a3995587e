/** Units of work of an execution (README.md, cap), the same on both engines. What leaves something in memory counts for that as well. */
export const FRAME_WORK = 3
/** Division, modular arithmetic, KECCAK256. */
export const SLOW_WORK = 1
/** BALANCE, EXTCODESIZE, EXTCODECOPY, EXTCODEHASH. */
export const ACCOUNT_WORK = 5
export const BLOCKHASH_WORK = 20
export const SLOAD_WORK = 3
export const SSTORE_WORK = 10
export const TSTORE_WORK = 10
export const LOG_WORK = 10
/** Beside its frame. */
export const CREATION_WORK = 500
export const EXPONENT_BYTE_WORK = 3

/** Bytes of code that are a unit, as powers of two. */
const [JUMP_SHIFT, CALL_SHIFT] = [5, 6] as const

/** Of a jump, taken or not. @param bytes of code from where the last one led to, or from the beginning, to behind this one. */
export function jumpWork(bytes: number): number {
  return 1 + (bytes >> JUMP_SHIFT)
}

/** Of a call that runs so many bytes of code, beside its frame: code behind the last jump takes its time as well. */
export function codeWork(bytes: number): number {
  return bytes >> CALL_SHIFT
}
