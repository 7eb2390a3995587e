import type { RpcSchema } from './RpcSchema.ts'

/** A request of an EIP-1193 provider. */
export interface ProviderRequest {
  readonly method: string
  readonly params?: readonly unknown[] | Readonly<Record<string, unknown>> | undefined
}

/** A request for a method of {@link RpcSchema}, with its parameters. */
export type KnownRequest<Name extends keyof RpcSchema> = { readonly method: Name } & {
  readonly [Key in keyof Pick<RpcSchema[Name], 'params'>]: Readonly<RpcSchema[Name][Key]>
}

/** What a provider tells its listeners (EIP-1193). */
export interface ProviderEvents {
  /** A notification of a subscription: `eth_subscription` or `priv_subscription` with its params. */
  message: [{ readonly type: string; readonly data: unknown }]
  connect: [{ readonly chainId: string }]
  disconnect: [Error]
}

/** JSON-RPC to one node without a socket, as EIP-1193 wants it. What a request fails with has a numeric `code`. */
export interface Provider {
  request<Name extends keyof RpcSchema>(request: KnownRequest<Name>): Promise<RpcSchema[Name]['result']>
  /** Methods that {@link RpcSchema} does not know, and names that are known only when the program runs. */
  request<Method extends string>(
    request: ProviderRequest & { readonly method: Method extends keyof RpcSchema ? never : Method },
  ): Promise<unknown>
  on<Name extends keyof ProviderEvents>(name: Name, listener: (...args: ProviderEvents[Name]) => void): Provider
  removeListener<Name extends keyof ProviderEvents>(
    name: Name,
    listener: (...args: ProviderEvents[Name]) => void,
  ): Provider
}

/** Ports and interfaces of one node's servers; 0 is any free port, `false` no server. */
export interface NodeListenOptions {
  /** Default 0. */
  readonly httpPort?: number | false
  /** Default 0. */
  readonly wsPort?: number | false
}

/** Options of `network.listen`. Defaults are those of Besu (spec 03 §2, §3) but for the ports and the API groups. */
export interface ListenOptions {
  /** Interface to listen on; `http.host` and `ws.host` win. Default `127.0.0.1`. */
  readonly host?: string
  /** Ports by node name; a node that is not named gets free ports. */
  readonly nodes?: Readonly<Record<string, NodeListenOptions>>
  /** Whether private transactions are possible; without, their methods say so. Default true. */
  readonly privacyEnabled?: boolean
  /** Deviates from Besu so that web3j can find groups: its name of the find method, and their type is `ONCHAIN`. Default false. */
  readonly web3jCompatible?: boolean
  readonly http?: HttpOptions
  readonly ws?: WsOptions
  /** Whether callers must prove with a token who they are; `http.authentication` and `ws.authentication` win. Default false. */
  readonly authentication?: boolean | AuthenticationOptions
  /** Time that tokens are compared with, in seconds since 1970. Default: the machine's. */
  readonly tokenTime?: () => number
  /** Names (without port) that a `Host` header may have; `*` or `all` for all, `none` for none. Default `localhost` and `127.0.0.1`. */
  readonly hostAllowlist?: readonly string[]
}

/**
 * What tokens are checked with (spec 04 §2–§4). A service with none of the files, like one with `true`, takes the tokens of
 * `network.token()`.
 */
export interface AuthenticationOptions {
  /** TOML file of users who can log in. Each service signs their tokens with a key of its own. */
  readonly credentialsFile?: string
  /** PEM file of the public key of those who make the tokens; it wins over the credentials file. */
  readonly publicKeyFile?: string
  /** Of the public key file: RS256, RS384, RS512, ES256, ES384 or ES512. Default RS256. */
  readonly algorithm?: string
}

/** What a token of `network.token` says. */
export interface TokenOptions {
  /** Enclave key in whose name the caller acts (the claim `privacyPublicKey`), base64. Default: none. */
  readonly enclaveKey?: string
  /** `*:*`, `ns:*` and `ns:name`. Default `*:*`, everything. */
  readonly permissions?: readonly string[]
  /** Seconds from now. Default 3600. */
  readonly expiresIn?: number
  /** The claim `username`, which has no effect. Default: none. */
  readonly username?: string
}

/** How every HTTP server of a network behaves. */
export interface HttpOptions {
  /** Default {@link ListenOptions.host}. */
  readonly host?: string
  /** API groups, upper case (`ETH`, `PRIV`, …). Default all; with authentication anywhere, all of Besu's. */
  readonly apis?: readonly string[]
  /** Default {@link ListenOptions.authentication}. */
  readonly authentication?: boolean | AuthenticationOptions
  /** Methods that need no token where others do. Default none. */
  readonly methodsNoAuth?: readonly string[]
  /** Origins as regular expressions that match the whole origin; `*` or `all` for all. Default none. */
  readonly corsOrigins?: readonly string[]
  /** Default 80. */
  readonly maxActiveConnections?: number
  /** Requests in a batch; 0 or less is no limit. Default 1024. */
  readonly maxBatchSize?: number
  /** Bytes. Default 5,242,880. */
  readonly maxRequestContentLength?: number
  /** Seconds. Default 300. */
  readonly timeoutSeconds?: number
  /** Indented answers. Default false. */
  readonly prettyPrint?: boolean
}

/** How every WebSocket server of a network behaves. */
export interface WsOptions {
  /** Default {@link ListenOptions.host}. */
  readonly host?: string
  /** API groups, upper case. Default as for HTTP. */
  readonly apis?: readonly string[]
  /** Default {@link ListenOptions.authentication}. */
  readonly authentication?: boolean | AuthenticationOptions
  /** Methods that need no token where others do. Default none. */
  readonly methodsNoAuth?: readonly string[]
  /** Default 80. */
  readonly maxActiveConnections?: number
  /** Bytes of one frame; a message may have four times as many. Default 1,048,576. */
  readonly maxFrameSize?: number
  /** Seconds. Default 300. */
  readonly timeoutSeconds?: number
}

/** Where one node listens. */
export interface NodeEndpoint {
  readonly name: string
  /** `http://…`, `undefined` without an HTTP server. */
  readonly url: string | undefined
  /** `ws://…`, `undefined` without a WebSocket server. */
  readonly wsUrl: string | undefined
}

/** The running servers of a network. */
export interface NetworkServers {
  readonly nodes: readonly NodeEndpoint[]
  /** Answers what has been received, then closes every connection. Closing again does nothing. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** How programs outside reach a network. The folders `rpc` and `server` know the network and not the other way round. */
export interface RpcAccess {
  /** @param node name of a node. @param enclaveKey of one of its tenants, base64; default the node's own. */
  provider(node: string, enclaveKey?: string): Provider
  listen(options: ListenOptions): Promise<NetworkServers>
  /** @param now seconds since 1970. */
  token(options: TokenOptions, now: number): Promise<string>
}
