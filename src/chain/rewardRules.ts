import type { Address } from '../primitives/identifiers.ts'
import { address, quantity } from './genesisFields.ts'

/** Who gets what for a block, from a block number on (spec 02 §6.3). */
export interface RewardRule {
  readonly from: bigint
  /** Fixed beneficiary; `undefined`: the header's coinbase. */
  readonly beneficiary: Address | undefined
  /** In wei, before shanghai. */
  readonly blockReward: bigint
}

/**
 * `miningbeneficiary` and `blockreward` of a QBFT or IBFT2 configuration and of its transitions, in order of block number.
 * @param config the `config` of a Besu genesis description. @param blockReward overrides every reward, in wei.
 * @throws {CoterieError} `GENESIS_INVALID`.
 */
export function parseRewardRules(config: Readonly<Record<string, unknown>>, blockReward?: bigint): RewardRule[] {
  const name = config['qbft'] === undefined ? 'ibft2' : 'qbft'
  const rules = [ruleOf({ from: 0n, beneficiary: undefined, blockReward: 0n }, section(config[name]), blockReward)]
  const transitions = section(config['transitions'])[name]
  const listed = Array.isArray(transitions) ? transitions.map(section) : []
  const dated = listed.map((fields) => ({ fields, from: quantity(fields['block'] ?? 0, `transitions.${name}.block`) }))
  for (const { fields, from } of dated.sort((a, b) => (a.from < b.from ? -1 : 1))) {
    rules.push(ruleOf({ ...(rules.at(-1) as RewardRule), from }, fields, blockReward))
  }
  return rules
}

/** The rule of a block. */
export function rewardRuleAt(rules: readonly RewardRule[], number: bigint): RewardRule {
  const applicable = rules.filter(({ from }) => number >= from)
  return applicable.at(-1) ?? { from: 0n, beneficiary: undefined, blockReward: 0n }
}

function ruleOf(before: RewardRule, fields: Readonly<Record<string, unknown>>, fixed: bigint | undefined): RewardRule {
  const reward = fields['blockreward']
  const beneficiary = fields['miningbeneficiary']
  return {
    from: before.from,
    blockReward: fixed ?? (reward === undefined ? before.blockReward : quantity(reward, 'blockreward')),
    beneficiary: typeof beneficiary === 'string' ? beneficiaryOf(beneficiary) : before.beneficiary,
  }
}

/** An empty text ends a fixed beneficiary. */
const beneficiaryOf = (text: string): Address | undefined =>
  text === '' ? undefined : address(text, 'miningbeneficiary')

function section(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
