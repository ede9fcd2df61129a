// One stream for all tabs of a browser, where it has only a few connections: one tab leads, reads a hub of the server's and hands each
// frame on to the tab that it is for; each tab has its own conversation sent to that hub, with its own proofs and cursor.
// Invariant: at most one tab leads, by a lock that falls to another when it goes, in whatever way; all that hear of another
// hub join that one, with their cursors, so that nothing is lost or comes twice. Nothing is kept open beyond one attempt.
// Does not know what frames mean. Loaded when it is needed; it is given what it shares with the client.
import { HUB_HEADER } from '../wire/index.ts'
import type { Frame } from './sse.ts'
import type { Line } from './stream.ts'
import type { Net } from './ways.ts'

/** Milliseconds, and up to twice as long, in which one who leads must say so. One whose tab is stuck (printing, a question, a debugger) is replaced. */
const STUCK = 5000

/** What tabs tell each other. */
type News =
  /** Who leads has this hub; '' for none at present. */
  | { readonly hub: string }
  /** Who leads? */
  | { readonly who: true }
  /** The tab of that name reads that conversation from now on, until its lock comes free. */
  | { readonly name: string; readonly cid: string }
  /** The server knows no such hub. */
  | { readonly stray: string }

/** Resolves, when it is over, to whether it was because the server knew nothing of the hub. */
export async function shared(line: Line, net: Net): Promise<boolean> {
  const { base } = net
  const name = Math.random().toString(36).slice(2, 14)
  const { url } = line.request()
  const cid = url.slice(url.lastIndexOf('/') + 1)
  const end = new AbortController()
  const { signal } = end
  const ended = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
  const over = (): void => end.abort()
  line.signal.addEventListener('abort', over)
  const { locks } = navigator
  const lead = `rp ${base} leads`
  const news = new BroadcastChannel(`rp ${base}`)
  const door = new BroadcastChannel(`rp ${base} ${name}`)
  const tell = (what: News): void => news.postMessage(what)
  let hub = ''
  let isStray = false
  let late: ReturnType<typeof setTimeout> | undefined

  const leading = async (): Promise<void> => {
    if (!signal.aborted) await reading(net, ended, signal)
  }
  const wait = (): void => {
    clearTimeout(late)
    const ms = STUCK * (1 + Math.random())
    // whoever led, and was robbed, gives up
    late = setTimeout(() => void locks.request(lead, { steal: true }, leading).catch(over), ms)
  }

  const join = async (): Promise<void> => {
    // held for as long as this tab is there
    await new Promise<void>((held, not) => {
      locks.request(`rp ${base} ${name}`, { signal }, () => (held(), ended)).catch(not)
    })
    tell({ name, cid })
    const { headers } = line.request()
    const response = await fetch(`${base}/hub/${cid}`, {
      method: 'POST',
      headers: { ...headers, [HUB_HEADER]: `${hub} ${name}` },
      signal,
    })
    line.heard()
    if (response.ok) return line.answered(response.headers)
    if (response.status === 412) {
      isStray = true
      tell({ stray: hub })
    } else line.refused(response.status, response.headers)
    over()
  }

  news.onmessage = ({ data }: MessageEvent<News>) => {
    if (!('hub' in data)) return
    if (hub) return data.hub === hub || over()
    wait()
    if (!data.hub) return
    clearTimeout(late)
    hub = data.hub
    join().catch(over)
  }
  door.onmessage = ({ data }: MessageEvent<Frame>) => {
    line.heard()
    if (data.event === 'end') over()
    else line.frame(data)
  }
  if (line.signal.aborted) over()
  wait()
  locks.request(lead, { signal }, leading).catch(over)
  tell({ who: true })
  await ended
  clearTimeout(late)
  news.close()
  door.close()
  return isStray
}

/** Leads: reads the hub, for as long as this tab has its own conversation from it. */
async function reading({ base, open }: Net, ended: Promise<void>, signal: AbortSignal): Promise<void> {
  const doors = new Map<string, BroadcastChannel>()
  // this tab's own is among those that hear it
  const news = new BroadcastChannel(`rp ${base}`)
  let hub = ''
  let to = ''
  const tell = (): void => news.postMessage({ hub } satisfies News)

  const doorOf = (name: string): BroadcastChannel => {
    const door = doors.get(name) ?? new BroadcastChannel(`rp ${base} ${name}`)
    doors.set(name, door)
    return door
  }
  const left = (name: string, cid: string): void => {
    doorOf(name).close()
    doors.delete(name)
    const headers = { [HUB_HEADER]: `${hub} ${name}` }
    fetch(`${base}/hub/${cid}`, { method: 'DELETE', headers }).catch(() => {})
  }

  news.onmessage = ({ data }: MessageEvent<News>) => {
    if ('who' in data) tell()
    else if ('stray' in data) {
      if (data.stray === hub) stream.again()
    } else if ('name' in data) {
      const { name, cid } = data
      navigator.locks.request(`rp ${base} ${name}`, { signal }, () => left(name, cid)).catch(() => {})
    }
  }
  const stream = open({
    request: () => ({ url: `${base}/hub`, headers: {} }),
    answered() {},
    refused() {},
    frame(frame) {
      if (frame.event === 'hub') {
        hub = (JSON.parse(frame.data) as { id: string }).id
        return tell()
      }
      to = frame.to || to
      doorOf(to).postMessage(frame)
    },
    lost() {
      hub = to = ''
      tell()
    },
  })
  tell()
  await ended
  stream.close()
  hub = ''
  tell()
  news.close()
  for (const door of doors.values()) door.close()
}
