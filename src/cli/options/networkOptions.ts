import type { BesuVersion } from '../../network/options.ts'
import {
  BESU_JOIN,
  JOIN_CHECKS,
  JOIN_STRATEGIES,
  type JoinCheck,
  type JoinStrategy,
} from '../../replay/join/JoinSettings.ts'
import { MOST_REPLAY_THREADS } from '../../replay/parallel/mostReplayThreads.ts'
import type { OptionGroup } from './Option.ts'
import { bigInteger, integer, oneOf, textFor, yesOrNo } from './parsers.ts'

/** What network there is. */
export interface NetworkSettings {
  readonly preset: string
  /** Number of members; `undefined`: as many as the preset has. */
  readonly members: number | undefined
  readonly seed: string | undefined
  readonly keyType: 'nacl' | 'ec'
  readonly dataPath: string | undefined
  readonly genesisFile: string | undefined
  readonly chainId: bigint | undefined
  readonly networkId: bigint | undefined
  readonly besuVersion: BesuVersion
  readonly strict: boolean
  readonly join: JoinStrategy
  readonly joinCheck: JoinCheck
  readonly checkpointEvery: number
  readonly replayThreads: number | undefined
  readonly clock: 'system' | 'logical'
}

/** Most members that a network is started with; each needs two ports. */
const MOST_MEMBERS = 64

/** Options that say what network there is. */
export const networkOptions: OptionGroup<NetworkSettings> = {
  preset: {
    name: 'preset',
    value: '<name>',
    parse: textFor('name of a preset'),
    default: 'quickstart',
    help: 'quickstart, quickstart-v0.2, acceptance, solo, or none: one node with the defaults of Besu',
  },
  members: {
    name: 'members',
    value: '<number>',
    parse: integer(1, MOST_MEMBERS),
    default: undefined,
    help: 'number of member nodes (default: that of the preset)',
  },
  seed: {
    name: 'seed',
    value: '<text>',
    parse: textFor('seed'),
    default: undefined,
    help: 'seed of keys that the preset does not name (default: coterie)',
  },
  keyType: {
    name: 'key-type',
    value: '<type>',
    parse: oneOf('nacl', 'ec'),
    default: 'nacl',
    help: 'kind of enclave keys: nacl (32 bytes) or ec (91 bytes)',
  },
  dataPath: {
    name: 'data-path',
    value: '<folder>',
    parse: textFor('folder'),
    default: undefined,
    help: 'folder of the network; a network that is there goes on (default: in memory)',
    besu: true,
  },
  genesisFile: {
    name: 'genesis-file',
    value: '<file>',
    parse: textFor('file'),
    default: undefined,
    help: 'genesis description of Besu, in place of that of the preset',
    besu: true,
  },
  chainId: {
    name: 'chain-id',
    value: '<number>',
    parse: bigInteger,
    default: undefined,
    help: 'chain id, in place of that of the preset',
  },
  networkId: {
    name: 'network-id',
    value: '<number>',
    parse: bigInteger,
    default: undefined,
    help: 'the network id is the chain id; another one is ignored with a warning',
    besu: true,
  },
  besuVersion: {
    name: 'besu-version',
    value: '<version>',
    parse: oneOf('auto', '22.7', '24.3'),
    default: 'auto',
    help: 'generation of management contracts: 22.7, 24.3, or auto: as each group is created',
  },
  strict: {
    name: 'strict',
    parse: yesOrNo,
    default: false,
    help: 'mend the behaviours of Besu that hurt (a deviation)',
  },
  join: {
    name: 'join',
    value: '<strategy>',
    parse: oneOf(...JOIN_STRATEGIES),
    default: BESU_JOIN.strategy,
    help: 'how new members get a history: replay, as Besu does; replay-final or snapshot (deviations)',
  },
  joinCheck: {
    name: 'join-check',
    value: '<roots>',
    parse: oneOf(...JOIN_CHECKS),
    default: BESU_JOIN.check,
    help: 'recorded roots that replay-final compares: end: the last one, or block: that of each block',
  },
  checkpointEvery: {
    name: 'checkpoint-every',
    value: '<number>',
    parse: integer(1, Number.MAX_SAFE_INTEGER),
    default: BESU_JOIN.checkpointEvery,
    help: 'transactions from one checkpoint of snapshot to the next',
  },
  replayThreads: {
    name: 'replay-threads',
    value: '<number>',
    parse: integer(0, MOST_REPLAY_THREADS),
    default: undefined,
    help: 'threads that replay histories when several wait at a time (default: as the cores allow)',
  },
  clock: {
    name: 'clock',
    value: '<kind>',
    parse: oneOf('system', 'logical'),
    default: 'system',
    help: 'block times: system, or logical: each a second after its parent, the same in every run',
  },
}
