// What the overlay asks the server: about the conversation that this page is in now, in its name.
// Invariant: the page's own client says which conversation that is, in the state of its history entry.
import { PAGE_META, TOKEN_HEADER } from '../../wire/index.ts'
import type { Boot, DevMoment, DevState, DevTold } from '../../wire/index.ts'

/** `gone`: the conversation is over, or not ours any more. `same`: nothing is new. */
export type Answered = DevState | 'same' | 'gone' | 'away'

export interface Ask {
  state(seen: string | undefined): Promise<Answered>
  moment(number: number): Promise<DevMoment | undefined>
  /** What the server said, or its reason why not. */
  go(what: 'back' | 'replay', body: Readonly<Record<string, number>>): Promise<DevTold | string>
}

/** Undefined where the page is none of ours. */
export function openAsk(): Ask | undefined {
  const text = document.querySelector<HTMLMetaElement>(`meta[name=${PAGE_META}]`)?.content
  if (text === undefined) return undefined
  const boot = JSON.parse(text) as Boot

  const request = (path: string, more: RequestInit = {}): Promise<Response> => {
    const now = (history.state as { rp?: Pick<Boot, 'cid' | 'token'> } | null)?.rp ?? boot
    return fetch(`${boot.base}/dev/${now.cid}${path}`, {
      ...more,
      headers: { [TOKEN_HEADER]: now.token },
      cache: 'no-store',
    })
  }

  return {
    async state(seen) {
      try {
        const response = await request(seen === undefined ? '' : `?seen=${seen}`)
        if (response.status === 204) return 'same'
        if (response.ok) return (await response.json()) as DevState
        return response.status < 500 ? 'gone' : 'away'
      } catch {
        return 'away'
      }
    },
    async moment(number) {
      const response = await request(`/at/${number}`).catch(() => {})
      return response?.ok ? ((await response.json()) as DevMoment) : undefined
    },
    async go(what, body) {
      try {
        const response = await request(`/${what}`, { method: 'POST', body: JSON.stringify(body) })
        return response.ok ? ((await response.json()) as DevTold) : (await response.text()).trim()
      } catch {
        return 'The server does not answer.'
      }
    },
  }
}
