import { type ApiGroup, DEVELOPMENT_GROUPS } from '../../rpc/apiGroups.ts'
import type { NodeSettings } from '../options/nodeOptions.ts'
import type { ResolvedSettings } from '../options/resolveSettings.ts'

/** Whether callers need tokens over HTTP, over WebSocket. */
export function asksForTokens(settings: NodeSettings): { readonly http: boolean; readonly ws: boolean } {
  return {
    http: settings.rpcHttpEnabled && settings.rpcHttpAuthenticationEnabled,
    ws: settings.rpcWsEnabled && settings.rpcWsAuthenticationEnabled,
  }
}

/**
 * Where callers need tokens, a preset's development groups are left out: with their methods anybody could do everything. Groups
 * that somebody has asked for by name stay.
 */
export function protectApis(resolved: ResolvedSettings<NodeSettings>): ResolvedSettings<NodeSettings> {
  const { settings, isGiven } = resolved
  const { http, ws } = asksForTokens(settings)
  if (!http && !ws) return resolved
  const kept = (name: 'rpcHttpApi' | 'rpcWsApi'): readonly ApiGroup[] => {
    return isGiven(name) ? settings[name] : settings[name].filter((group) => !DEVELOPMENT_GROUPS.includes(group))
  }
  return { ...resolved, settings: { ...settings, rpcHttpApi: kept('rpcHttpApi'), rpcWsApi: kept('rpcWsApi') } }
}
