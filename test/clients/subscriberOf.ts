import type { Request } from './transports.ts'

/** Params of a notification. */
export interface Notification {
  readonly subscription: string
  /** Only in `priv_subscription`. */
  readonly privacyGroupId?: string
  readonly result: unknown
}

/** A subscription of a client. */
export interface Subscription {
  readonly id: string
  /** The first notification. */
  readonly first: Promise<Notification>
}

/** Subscribes. @param namespace of the method: `eth_subscribe` or `priv_subscribe`. */
export type Subscribe = (namespace: 'eth' | 'priv', params: readonly unknown[]) => Promise<Subscription>

/** Gives a listener the method and the params of every notification of a connection. */
export type Hear = (listener: (method: unknown, params: unknown) => void) => void

/** Subscribes over a connection. The client libraries have no private subscriptions, but hand the notifications on. */
export function subscriberOf(request: Request, hear: Hear): Subscribe {
  return async (namespace, params) => {
    const told: Notification[] = []
    let look = (): void => undefined
    hear((method, notification) => {
      if (method === `${namespace}_subscription`) told.push(notification as Notification)
      look()
    })
    const id = String(await request(`${namespace}_subscribe`, params))
    const first = new Promise<Notification>((resolve) => {
      look = () => {
        const mine = told.find(({ subscription }) => subscription === id)
        if (mine !== undefined) resolve(mine)
      }
      look()
    })
    return { id, first }
  }
}

/** What a WebSocket hears; libraries differ in how they type theirs. */
export function hearOn(socket: unknown): Hear {
  const events = socket as Pick<WebSocket, 'addEventListener'>
  return (listener) => {
    events.addEventListener('message', ({ data }) => {
      const { method, params } = JSON.parse(String(data)) as { readonly method?: unknown; readonly params?: unknown }
      listener(method, params)
    })
  }
}
