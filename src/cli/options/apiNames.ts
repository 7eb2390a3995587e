import { type ApiGroup, isApiGroup } from '../../rpc/apiGroups.ts'
import { OptionProblem } from './Option.ts'
import { list } from './parsers.ts'

/** API groups, upper case only (spec 04 §10.2). */
export function apiNames(text: string): readonly ApiGroup[] {
  const [known, unknown]: [ApiGroup[], string[]] = [[], []]
  for (const name of list(text)) {
    if (isApiGroup(name)) known.push(name)
    else unknown.push(name)
  }
  if (unknown.length > 0) throw new OptionProblem(`invalid entries found [${unknown.join(', ')}]`)
  return known
}
