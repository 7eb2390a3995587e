import { type Line, OUTCOMES, STANDINGS, accessMatrix } from './accessMatrix.ts'

/** Where the generated part of `README.md` begins and ends. */
export const ACCESS_MARKERS = {
  begin: '<!-- access: written by "npm run reference" -->\n<!-- prettier-ignore-start -->',
  end: '<!-- prettier-ignore-end -->\n<!-- end of access -->',
} as const

const WORDS: Readonly<Record<keyof typeof OUTCOMES, string>> = {
  ok: 'ok',
  cut: 'up to the removal',
  empty: '`[]`',
  null: '`null`',
  unauthorized: '-40100',
  enclave: '-50100 enclave',
  nonce: '-50100 nonce',
  find: '-50100 find',
  gone: 'not found',
}

/** The access matrix as Markdown: what the words mean, then a table of requests. A cell with an arrow is `documented` → `besu`. */
export function accessReference(): string {
  const meanings = Object.entries(OUTCOMES).map(([outcome, meaning]) => {
    return `- ${WORDS[outcome as keyof typeof OUTCOMES]}: ${meaning}`
  })
  const standings = Object.values(STANDINGS)
  const header = ['Request', 'About', ...standings]
  const rows = accessMatrix.map(({ method, about, outcomes }) => {
    return [`\`${method}\``, about, ...outcomes.documented.map((_, index) => cell(outcomes, index))]
  })
  const lines = [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return [...meanings, '', ...lines].join('\n')
}

function cell({ documented, besu }: Readonly<Record<'documented' | 'besu', Line>>, index: number): string {
  const [promised, done] = [documented[index] ?? 'ok', besu[index] ?? 'ok']
  return promised === done ? WORDS[promised] : `**${WORDS[promised]}** → ${WORDS[done]}`
}
