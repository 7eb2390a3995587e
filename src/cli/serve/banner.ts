import type { Mining } from '../../network/options.ts'
import { table } from '../table.ts'
import type { Terminal } from '../Terminal.ts'
import type { NetworkInfo } from './NetworkInfo.ts'

const ETHER = 10n ** 18n

/** Tells people what runs: nodes, keys, accounts, and how to stop it. */
export function showBanner(info: NetworkInfo, terminal: Terminal): void {
  const { bold, dim } = terminal.style
  terminal.out(`${bold(`Coterie ${info.version}`)}: ${summary(info)}`)
  terminal.out('')
  const nodes = info.nodes.map(({ name, url, wsUrl, account }) => [name, url ?? '-', wsUrl ?? '-', account.address])
  show(['node', 'HTTP', 'WebSocket', 'account'], nodes, terminal)
  terminal.out('')
  const keys = info.nodes.flatMap(({ name, enclaveKeys, enclavePrivateKey }) =>
    enclaveKeys.map((key, index) => [name, key, (index === 0 ? enclavePrivateKey : null) ?? '-']),
  )
  show(['node', 'enclave key', 'its private key'], keys, terminal)
  terminal.out('')
  const accounts = info.accounts.map(({ address, privateKey, balance, node }) => [
    address,
    privateKey ?? '-',
    `${BigInt(balance) / ETHER} ETH`,
    node ?? '',
  ])
  show(['funded account', 'its private key', 'balance', 'node'], accounts, terminal)
  terminal.out('')
  terminal.out(bold('These keys are public: anyone can use them. Never send real funds to these accounts.'))
  for (const line of table(facts(info))) terminal.out(line)
  terminal.out('')
  terminal.out(dim('Ctrl-C stops it, a second one at once.'))
}

function summary({ preset, nodes, chainId, block }: NetworkInfo): string {
  const continued = block > 0 ? `, continued at block ${block}` : ''
  const count = nodes.length === 1 ? 'one Besu node' : `${nodes.length} Besu nodes`
  return `${count} in one process, preset ${preset}, chain id ${chainId}${continued}`
}

function facts(info: NetworkInfo): string[][] {
  const { privacy, besuVersion, strict, mining, minGasPrice, dataPath, nodes, apis } = info
  const era = { '22.7': 'management contracts of Besu 22.7', '24.3': 'management contracts of Besu 24.3' }[besuVersion]
  const groups = {
    flexible: `flexible, ${era ?? 'management contracts of both generations'}`,
    offchain: 'offchain',
    off: 'none: privacy is off',
  }[privacy]
  const signers = nodes.flatMap(({ name, markerSigner }) => (markerSigner === null ? [] : [`${name} ${markerSigner}`]))
  const markers = signers.length === 0 ? 'each signed by a fresh key' : `signed by ${signers.join(', ')}`
  return [
    ['groups', strict ? `${groups}; strict` : groups],
    ['markers', markers],
    [
      'blocks',
      `${describeMining(mining, apis)}; gas price ${minGasPrice === '0' ? '0 is enough' : `${minGasPrice} wei asked for`}`,
    ],
    ...describeMethods(apis),
    ...describeCallers(info),
    ...describeTenants(info),
    ['data', dataPath ?? 'in memory: gone at the end'],
  ]
}

function describeCallers({ authentication: { http, ws } }: NetworkInfo): string[][] {
  const kinds = [...(http ? ['HTTP'] : []), ...(ws ? ['WebSocket'] : [])]
  return kinds.length === 0 ? [] : [['callers', `need tokens over ${kinds.join(' and ')}`]]
}

function describeTenants({ multiTenancy }: NetworkInfo): string[][] {
  if (multiTenancy === null) return []
  const rules = {
    documented: "rules documented: as Besu's documentation says",
    besu: "rules besu: as Besu's source does it",
  }
  return [['tenants', `each with the enclave key that its token names; ${rules[multiTenancy]}`]]
}

function describeMining(mining: Mining, { http, ws }: NetworkInfo['apis']): string {
  if (mining === 'auto') return 'one for each transaction'
  if (mining !== 'manual') return `every ${mining.intervalMs / 1000} s`
  return http.includes('EVM') || ws.includes('EVM')
    ? 'on request (evm_mine)'
    : 'on request (evm_mine, once EVM is among the methods)'
}

/** Which groups of methods there are, for each kind of server if they differ. */
function describeMethods({ http, ws }: NetworkInfo['apis']): string[][] {
  if (http.length === 0 && ws.length === 0) return [['methods', 'no server listens']]
  const differ = http.length > 0 && ws.length > 0 && [...http].sort().join() !== [...ws].sort().join()
  if (!differ) return [['methods', (http.length > 0 ? http : ws).join(' ')]]
  return [
    ['methods', `${http.join(' ')} over HTTP`],
    ['', `${ws.join(' ')} over WebSocket`],
  ]
}

function show(header: readonly string[], rows: readonly (readonly string[])[], terminal: Terminal): void {
  const [first = '', ...lines] = table([header, ...rows])
  terminal.out(terminal.style.bold(first))
  for (const line of lines) terminal.out(line)
}
