/**
 * An example that is judged by what it prints.
 * @param {string} script path in the folder of examples.
 * @param {(output: string) => void} check throws when the output is not that of success.
 * @param {{ timed?: boolean }} options `timed`: it also runs where blocks come at intervals.
 */
export function printing(script, check, { timed = false } = {}) {
  return { script, timed, run: async (examples) => check(await examples.run(script)) }
}
