/** What the recordings put for the code of the management contracts, which may be any. */
const MANAGEMENT_CODE = '<management code>'
const CODE = /^0x([0-9a-f]{2})+$/

/**
 * Whether an answer is as recorded, to the order of the keys. Apart from that, any code will do where the recording names none, and groups
 * that were searched for may come in any order.
 * @param method what was asked.
 */
export function isSameAnswer(method: string, recorded: object, found: object): boolean {
  if (JSON.stringify(recorded) === JSON.stringify(found)) return true
  const [expected, given] = [resultOf(recorded), resultOf(found)]
  const comparable = method.startsWith('privx_find')
    ? Array.isArray(expected) && Array.isArray(given) && sorted(expected) === sorted(given)
    : expected === MANAGEMENT_CODE && typeof given === 'string' && CODE.test(given)
  return comparable && JSON.stringify(recorded) === JSON.stringify(withResult(found, expected))
}

/** The result of an answer; `undefined` when it is an error. */
export function resultOf(answer: object): unknown {
  return 'result' in answer ? answer.result : undefined
}

function withResult(answer: object, result: unknown): object {
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, key === 'result' ? result : value]))
}

function sorted(list: readonly unknown[]): string {
  return JSON.stringify(list.map((item) => JSON.stringify(item)).sort())
}
