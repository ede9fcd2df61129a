// One file on its way up: announced, then sent in slices, each where the last one ended.
// Invariant: bytes are sent on from what the server says is there; after a lost connection it is asked, and the waiting never gives up
// while the page lives. No slice is above a megabyte, where proxies refuse them; slices follow the line, so that one takes about a second.
// Does not know the page.
import { AT_HEADER, TOKEN_HEADER, type Boot, type UpFile } from '../wire/index.ts'
import { backoff, newWait } from './wait.ts'

/** Why a file does not arrive. `left`: nobody is there any more to take it. */
export type Failure =
  | 'too-large'
  | 'not-accepted'
  | 'too-many'
  | 'no-room'
  | 'unreadable'
  | 'refused'
  | 'left'

export interface Sending {
  /** Resolves when all of it is there, with its id; else with why not. */
  readonly arrived: Promise<{ readonly id: string } | Failure>
  /** The line may be back. */
  wake(): void
  /** Also when it is there. */
  cancel(): void
}

export interface SendingOptions {
  readonly file: File
  readonly told: Pick<UpFile, 'offer' | 'field'>
  /** The conversation that the page is in. */
  where(): Boot
  /** Where it may be already. */
  readonly id: string | undefined
  /** So many bytes are there; `waits`: for the line. */
  progress(bytes: number, waits: boolean): void
}

const FIRST = 262_144
const LEAST = 32_768
const MOST = 983_040
/** Milliseconds until a request that nobody answers is made anew. */
const PATIENCE = 60_000
/** Times in a row that a server may say what makes no sense. */
const ODD = 5
/** Times that a file is given up where that does not get through; then it goes by itself. */
const MOST_REMOVES = 10

const FAILURES: Readonly<Record<number, Failure>> = {
  400: 'refused',
  413: 'too-large',
  415: 'not-accepted',
  422: 'refused',
  429: 'too-many',
  507: 'no-room',
}

export function openSending(on: SendingOptions): Sending {
  const { file, told, where } = on
  const { base, cid } = where()
  const wait = newWait()
  let { id } = on
  let request = new AbortController()
  let isOver = false
  let isThere = false

  const ask = async (method: string, path = '', body?: BodyInit, at?: number): Promise<Response> => {
    const { signal } = (request = new AbortController())
    const timer = setTimeout(() => request.abort(), PATIENCE)
    try {
      return await fetch(`${base}/upload/${cid}${path}`, {
        method,
        headers: {
          [TOKEN_HEADER]: where().token,
          ...(at !== undefined && { [AT_HEADER]: `${at}` }),
          ...(method === 'POST' && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
        signal,
        keepalive: method === 'DELETE',
      })
    } finally {
      clearTimeout(timer)
    }
  }

  const run = async (): Promise<{ readonly id: string } | Failure> => {
    let at: number | undefined
    let slice = FIRST
    let failures = 0
    let odd = 0
    while (!isOver && where().cid === cid) {
      try {
        let response: Response
        const isAsked = id !== undefined && at === undefined
        if (id === undefined) {
          const { name, size, type } = file
          response = await ask('POST', '', JSON.stringify({ ...told, name, size, type } satisfies UpFile))
          if (response.status === 201) {
            id = ((await response.json()) as { id: string }).id
            at = 0
          }
        } else if (at === undefined) {
          response = await ask('GET', `/${id}`)
          if (response.ok) at = Number(response.headers.get(AT_HEADER))
        } else if (at < file.size) {
          // read first, so that what cannot be read is not taken for a lost line
          const bytes = await file
            .slice(at, at + slice)
            .arrayBuffer()
            .catch(() => {})
          if (!bytes) return 'unreadable'
          const began = performance.now()
          response = await ask('PUT', `/${id}`, bytes, at)
          const took = performance.now() - began
          if (response.ok) slice = Math.round(between(slice / 2, slice * (1000 / took), slice * 2))
          slice = between(LEAST, slice, MOST)
          at = response.ok || response.status === 409 ? Number(response.headers.get(AT_HEADER)) : undefined
        } else {
          isThere = true
          return { id }
        }
        if (isOver) break
        const { status } = response
        failures = 0
        if (response.ok) {
          if (!isAsked) odd = 0
          on.progress(at ?? 0, false)
          continue
        }
        const after = Number(response.headers.get('retry-after')) * 1000
        if (status === 410) return 'left'
        if (status === 404) id = undefined
        else if (FAILURES[status] && !after) return FAILURES[status]
        else if (status === 409 && at !== undefined) continue
        if (!after && status < 502 && ++odd > ODD) return status === 500 ? 'no-room' : 'refused'
        await wait.for(after || backoff(odd))
      } catch {
        if (isOver) break
        // what has arrived is not known
        at = undefined
        slice = Math.max(LEAST, slice >> 2)
        on.progress(-1, true)
        await wait.for(backoff(failures++))
      }
    }
    return 'left'
  }

  const remove = async (): Promise<void> => {
    for (let tries = 0; id !== undefined && where().cid === cid && tries < MOST_REMOVES; tries++) {
      if (await ask('DELETE', `/${id}`).catch(() => {})) return
      await wait.for(backoff(tries))
    }
  }

  return {
    arrived: run().then(outcome => {
      if (typeof outcome === 'string') void remove()
      return outcome
    }),
    wake() {
      wait.wake()
    },
    cancel() {
      if (isThere) return void remove()
      isOver = true
      request.abort()
      wait.wake()
    },
  }
}

const between = (least: number, value: number, most: number): number => Math.max(least, Math.min(most, value))
