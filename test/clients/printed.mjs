/** What the example scripts print with `console.log`, read back. */

/** By the number in the name that `keys.js` has for them. */
const NUMBERS = new Map([
  ['BULeR8JyUWhiuuCMU/HLA0Q5pzkYT+cHII3ZKBey3Bo=', 1],
  ['QfeDAys9MPDs2XHExtc84jKGHxZg/aj52DTh0vtA3Xc=', 2],
  ['1iTZde/ndBHvzhcl7V68x44Vx7pl8nwx9LqnM/AfJUg=', 3],
  ['dyKxmO5Ji7d8aZTXvk02x98l6oB9Q4MBTq6W4tIW+AM=', 11],
])

/** How often a pattern (global) matches. */
export function times(output, pattern) {
  return [...output.matchAll(pattern)].length
}

/** Status of each private receipt. */
export function statuses(output) {
  return [...output.matchAll(/^ {2}status: '(\w+)'/gm)].map(([, status]) => status)
}

/** Which members (1 to 3, 11; 0: another) the first group in the text has, in order. */
export function members(output) {
  const list = /members: \[([^\]]*)\]/.exec(output)?.[1] ?? ''
  return [...list.matchAll(/'([^']+)'/g)].map(([, key]) => NUMBERS.get(key) ?? 0)
}

/** A number as a word of 32 bytes, hex. */
export function word(value) {
  return `0x${value.toString(16).padStart(64, '0')}`
}
