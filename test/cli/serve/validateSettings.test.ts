import { describe, expect, it } from 'vitest'
import { nodeOptions } from '../../../src/cli/options/nodeOptions.ts'
import { validateSettings } from '../../../src/cli/serve/validateSettings.ts'
import { validateStarted } from '../../../src/cli/serve/validateStarted.ts'
import { settingsOf } from '../settings.ts'

const noKeys = { hasKeys: false, hasMarkerKeys: false }
const PRIVACY = ['--privacy-enabled', '--privacy-public-key-file=key', '--min-gas-price=0']

const TLS = [
  '--rpc-http-enabled',
  '--rpc-http-tls-enabled',
  '--rpc-http-tls-keystore-file=x',
  '--rpc-http-tls-keystore-password-file=x',
]
const NO_TLS =
  '--rpc-http-tls-enabled: Coterie has no TLS and would serve in the clear; leave it out, listen on loopback, and put a proxy that has TLS in front'

/** What Besu itself would say: no preset is in force. */
function check(...words: readonly string[]): string[] {
  const resolved = settingsOf(words, 'none')
  const warnings = validateSettings(resolved, noKeys)
  validateStarted(resolved, noKeys)
  return warnings
}

describe('FP-144 what Besu refuses at start-up, with its texts', () => {
  const refused: [words: string[], text: string][] = [
    [[...PRIVACY, '--sync-mode=FAST'], 'Fast sync cannot be enabled with privacy.'],
    [[...PRIVACY, '--sync-mode=SNAP'], 'Snap sync cannot be enabled with privacy.'],
    [[...PRIVACY, '--sync-mode=x_checkpoint'], 'Checkpoint sync cannot be enabled with privacy.'],
    [[...PRIVACY, '--pruning-enabled'], 'Pruning cannot be enabled with privacy.'],
    [
      [...PRIVACY, '--privacy-multi-tenancy-enabled'],
      'Privacy multi-tenancy requires either http authentication to be enabled or WebSocket authentication to be enabled',
    ],
    [
      [
        ...PRIVACY,
        '--privacy-multi-tenancy-enabled',
        '--rpc-http-authentication-enabled',
        '--rpc-http-authentication-credentials-file=x',
      ],
      'Privacy multi-tenancy and privacy public key cannot be used together',
    ],
    [['--privacy-enabled', '--min-gas-price=0'], 'Please specify Enclave public key file path to enable privacy'],
    [
      ['--privacy-enabled', '--privacy-public-key-file=key'],
      'Not a free gas network. --privacy-marker-transaction-signing-key-file must be specified and must be a funded account. Private transactions cannot be signed by random (non-funded) accounts in paid gas networks',
    ],
    [
      [...PRIVACY, '--Xprivacy-plugin-enabled', '--privacy-flexible-groups-enabled'],
      'No Payload Provider has been provided. You must register one when enabling privacy plugin!',
    ],
    [
      [...PRIVACY, '--Xprivacy-plugin-enabled'],
      'No Payload Provider has been provided. You must register one when enabling privacy plugin!',
    ],
    [
      ['--rpc-http-authentication-enabled'],
      'Unable to authenticate JSON-RPC HTTP endpoint without a supplied credentials file or authentication public key file',
    ],
    [
      ['--rpc-ws-authentication-enabled'],
      'Unable to authenticate JSON-RPC WebSocket endpoint without a supplied credentials file or authentication public key file',
    ],
    // Whether the service is on or not, and before what it authenticates with.
    [
      ['--rpc-http-api-methods-no-auth=eth_chainId,eth_chainid'],
      "Invalid value for option '--rpc-http-api-methods-no-auth', options must be valid RPC methods",
    ],
    [
      ['--rpc-http-authentication-enabled', '--rpc-ws-api-methods-no-auth=constructor'],
      "Invalid value for option '--rpc-ws-api-methods-no-auth', options must be valid RPC methods",
    ],
    [
      ['--rpc-http-enabled', '--rpc-http-tls-enabled'],
      'Keystore file is required when TLS is enabled for JSON-RPC HTTP endpoint',
    ],
    [
      [...TLS.slice(0, -1), '--rpc-http-tls-client-auth-enabled'],
      'File containing password to unlock keystore is required when TLS is enabled for JSON-RPC HTTP endpoint',
    ],
    [
      [...TLS, '--rpc-http-tls-client-auth-enabled', '--rpc-http-tls-protocols=TLSv1.1'],
      'Known-clients file must be specified or CA clients must be enabled when TLS client authentication is enabled for JSON-RPC HTTP endpoint',
    ],
    [
      [...TLS, '--rpc-http-tls-protocols=TLSv1.1,SSLv3'],
      'No valid TLS protocols specified (the following protocols are enabled: [TLSv1.3, TLSv1.2])',
    ],
    // There is no TLS, and who wants it must not be served without.
    [TLS, NO_TLS],
    [[...TLS, '--rpc-http-tls-client-auth-enabled', '--rpc-http-tls-ca-clients-enabled'], NO_TLS],
    [['--rpc-ws-enabled', '--rpc-ws-ssl-enabled'], NO_TLS.replace('http-tls', 'ws-ssl')],
  ]
  it.each(refused)('%j', (words, text) => {
    let message = ''
    try {
      check(...words)
    } catch (error) {
      message = error instanceof Error ? error.message : ''
    }
    expect(message).toBe(text)
  })

  it.each([
    [['--rpc-http-authentication-enabled', '--rpc-http-authentication-credentials-file=x']],
    [['--rpc-ws-authentication-enabled', '--rpc-ws-authentication-jwt-public-key-file=x']],
    [['--rpc-http-authentication-jwt-algorithm=es256', '--rpc-http-api-method-no-auth=eth_chainId,net_version']],
  ])('%j is possible', (words) => {
    expect(check('--rpc-http-enabled', '--rpc-ws-enabled', ...words)).toEqual([])
  })

  it.each(['HS256', 'none', 'RS1', ''])('--rpc-http-authentication-jwt-algorithm=%s', (name) => {
    expect(() => check(`--rpc-http-authentication-jwt-algorithm=${name}`)).toThrow(
      `Invalid value for option '--rpc-http-authentication-jwt-algorithm': expected one of [RS256, RS384, RS512, ES256, ES384, ES512] but was '${name}'`,
    )
  })

  it('a paid network is possible with a key that signs markers (FP-147)', () => {
    const words = [
      '--privacy-enabled',
      '--privacy-public-key-file=a',
      '--privacy-marker-transaction-signing-key-file=b',
    ]
    expect(check(...words)).toEqual([])
  })
})

it('help of --min-gas-price does not promise that cheaper transactions are refused', () => {
  expect(nodeOptions.minGasPrice.help).toMatch(/eth_gasPrice.*cheaper transactions are taken/)
})

describe('what Besu warns of, with its texts', () => {
  const warned: [words: string[], texts: string[]][] = [
    [[], []],
    [PRIVACY, []],
    [['--privacy-flexible-groups-enabled'], []],
    [
      ['--privacy-multi-tenancy-enabled', '--privacy-tls-enabled'],
      [
        '--privacy-multi-tenancy-enabled and --privacy-tls-enabled has been ignored because --privacy-enabled was not defined on the command line.',
      ],
    ],
    [
      ['--privacy-url=http://x'],
      ['--privacy-url and/or --privacy-public-key-file ignored because none of --privacy-enabled was defined.'],
    ],
    [
      [...PRIVACY, '--privacy-tls-keystore-file=x'],
      [
        '--privacy-tls-keystore-file has been ignored because --privacy-tls-enabled was not defined on the command line.',
      ],
    ],
    [
      ['--rpc-http-enabled', '--rpc-http-api=ETH,PRIV'],
      ['Privacy is disabled. Cannot use EEA/PRIV API methods when not using Privacy.'],
    ],
    [
      ['--rpc-http-port=1', '--rpc-http-host=x', '--rpc-http-max-batch-size=1'],
      [
        '--rpc-http-host, --rpc-http-port and --rpc-http-max-batch-size has been ignored because --rpc-http-enabled was not defined on the command line.',
      ],
    ],
    [
      [
        '--rpc-http-enabled',
        '--rpc-http-authentication-enabled',
        '--rpc-http-authentication-credentials-file=x',
        '--rpc-http-authentication-jwt-algorithm=RS512',
      ],
      [
        '--rpc-http-authentication-jwt-algorithm has been ignored because --rpc-http-authentication-public-key-file was not defined on the command line.',
      ],
    ],
    [
      TLS.slice(1, 3),
      [
        '--rpc-http-tls-enabled and --rpc-http-tls-keystore-file has been ignored because --rpc-http-enabled was not defined on the command line.',
      ],
    ],
    [
      ['--rpc-http-enabled', '--rpc-http-tls-protocols=TLSv1.3'],
      ['--rpc-http-tls-protocols has been ignored because --rpc-http-tls-enabled was not defined on the command line.'],
    ],
    [
      ['--rpc-ws-port=1'],
      ['--rpc-ws-port has been ignored because --rpc-ws-enabled was not defined on the command line.'],
    ],
  ]
  it.each(warned)('%j', (words, texts) => {
    expect(check(...words)).toEqual(texts)
  })
})
