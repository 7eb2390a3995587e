/** What the example scripts print with `console.log`, read back. */

const ENCLAVE_KEYS = [
  'BULeR8JyUWhiuuCMU/HLA0Q5pzkYT+cHII3ZKBey3Bo=',
  'QfeDAys9MPDs2XHExtc84jKGHxZg/aj52DTh0vtA3Xc=',
  '1iTZde/ndBHvzhcl7V68x44Vx7pl8nwx9LqnM/AfJUg=',
]

/** How often a pattern (global) matches. */
export function times(output, pattern) {
  return [...output.matchAll(pattern)].length
}

/** Status of each private receipt. */
export function statuses(output) {
  return [...output.matchAll(/^ {2}status: '(\w+)'/gm)].map(([, status]) => status)
}

/** Which members (1 to 3) the first group in the text has, in order. */
export function members(output) {
  const list = /members: \[([^\]]*)\]/.exec(output)?.[1] ?? ''
  return [...list.matchAll(/'([^']+)'/g)].map(([, key]) => ENCLAVE_KEYS.indexOf(key) + 1)
}

/** A number as a word of 32 bytes, hex. */
export function word(value) {
  return `0x${value.toString(16).padStart(64, '0')}`
}
