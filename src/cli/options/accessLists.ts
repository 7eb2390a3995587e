import { UsageError } from '../reportError.ts'
import { list } from './parsers.ts'

/** Origins for CORS (spec 04 §10.2): none for `none`, `*` for `*` or `all`, else regular expressions. */
export function corsOrigins(text: string): readonly string[] {
  const origins = accessList(text, 'Domain', 'domains')
  for (const origin of origins) {
    try {
      if (origin !== '*') new RegExp(origin)
    } catch {
      throw new UsageError('Domain values result in invalid regex pattern')
    }
  }
  return origins
}

/** Host names (spec 04 §10.2): none for `none`, `*` for `*` or `all`. */
export function hostNames(text: string): readonly string[] {
  return accessList(text, 'Hostname', 'hostnames')
}

function accessList(text: string, one: string, many: string): readonly string[] {
  const items = list(text)
  if (items.some((item) => item === '')) throw new UsageError(`${one} cannot be empty string or null string.`)
  if (items.includes('none')) {
    if (items.length > 1) throw new UsageError(`Value 'none' can't be used with other ${many}`)
    return []
  }
  if (items.includes('*') || items.includes('all')) {
    if (items.length > 1) throw new UsageError(`Values '*' or 'all' can't be used with other ${many}`)
    return ['*']
  }
  return items
}
