import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../support/importSources.mjs'
import { startProcess } from './childProcess.mjs'

/** Milliseconds for one token. */
const LIMIT = 30_000

/** Enclave keys of the first node's further tenants, by their names in the examples; that of node11 is in the README there. */
const TENANTS = {
  node11: 'dyKxmO5Ji7d8aZTXvk02x98l6oB9Q4MBTq6W4tIW+AM=',
  node12: 'A1aVtMxLCUHmBVHXoZzzBgPbW/wj5axDpW9X8l91SGo=',
}

/** What a network with these tenants is told. @param {string} folder where {@link addTokens} puts the key of the tokens. */
export function tenantArguments(folder) {
  return [
    '--privacy-multi-tenancy-enabled',
    '--rpc-http-authentication-enabled',
    '--rpc-http-authentication-jwt-public-key-file',
    `${keyFile(folder)}.pub`,
    '--tenant-keys',
    Object.values(TENANTS).join(','),
  ]
}

/**
 * Does what the README of `multiTenancy` says: "Add extra enclave keys and JWT authentication tokens to keys.js".
 * @param {string} packageFolder a copy of web3js-quorum; its `example/keys.js` is changed.
 * @param {string} program the command line's main file, which makes the tokens.
 * @param {string} folder gets the key that signs them and its public half.
 */
export async function addTokens(packageFolder, program, folder) {
  const file = join(packageFolder, 'example', 'keys.js')
  const published = readFileSync(file, 'utf8')
  const token = (enclaveKey) => tokenFor(enclaveKey, program, keyFile(folder))
  let text = published.replace('enclave: {\n', `$&${await entriesOf(TENANTS, token)}`)
  for (const [line, key] of published.matchAll(/^ +publicKey: "(.+)",\n/gm)) {
    text = text.replace(line, `${line}      jwt: "${await token(key)}",\n`)
  }
  writeFileSync(file, text)
}

async function entriesOf(tenants, token) {
  const entries = []
  for (const [name, key] of Object.entries(tenants)) {
    entries.push(`    ${name}: {\n      publicKey: "${key}",\n      jwt: "${await token(key)}",\n    },\n`)
  }
  return entries.join('')
}

async function tokenFor(enclaveKey, program, key) {
  const args = [program, 'token', '--key', key, '--create', '--enclave-key', enclaveKey, '--json']
  const making = startProcess(process.execPath, args, { cwd: root })
  const code = await making.end(LIMIT)
  const token = /"token":"([^"]+)"/.exec(making.output())?.[1]
  if (code !== 0 || token === undefined) throw new Error(`coterie token ended with ${code}:\n${making.output()}`)
  return token
}

function keyFile(folder) {
  return join(folder, 'jwt.pem')
}
