import { readFileSync } from 'node:fs'
import { keccak256 } from '../../../crypto/keccak.ts'
import { fromHex } from '../../../primitives/bytes.ts'
import type { MethodSet } from '../../Method.ts'
import { text } from '../../parameters/text.ts'
import { data } from '../../results/scalars.ts'
import { rpcError } from '../../RpcError.ts'

/** The release of Besu that answers are those of. */
const BESU_RELEASE = 'v24.3.0'

/** The client, and a hash function. */
export const web3: MethodSet = {
  web3_clientVersion: {
    group: 'WEB3',
    fidelity: 'simplified',
    params: '',
    result: '`besu/v24.3.0/coterie-<version>/node-v<version>`',
    note: 'In the form of Besu, with Coterie and Node.js in the places of the operating system and the Java machine.',
    handler: () => clientVersion(),
  },
  web3_sha3: {
    group: 'WEB3',
    fidelity: 'besu',
    params: 'data',
    result: 'keccak-256',
    handler: (params) => {
      params.exactly(1)
      const input = params.required(0, text)
      if (input !== '' && !/^0x([0-9a-fA-F]{2})*$/.test(input)) throw rpcError('INVALID_PARAMS')
      return data(keccak256(fromHex(input)))
    },
  },
}

let known: string | undefined

function clientVersion(): string {
  if (known === undefined) {
    const description = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')
    const { version } = JSON.parse(description) as { readonly version: string }
    known = `besu/${BESU_RELEASE}/coterie-${version}/node-${process.version}`
  }
  return known
}
