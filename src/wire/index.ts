// repartee/wire - what both ends agree on: paths, headers, attributes, what travels up (events) and down (frames).
// Invariant: types and constants only, shared by server and client; whatever changes here changes the protocol.
// Knows neither DOM nor node, and nothing of conversations.
export type * from './dev.ts'

/** Paths below `<base>`: `stream/<cid>`, `event/<cid>`; the base itself is `<basePath>/_rp`. */
export const BASE = '/_rp'

/**
 * Request headers. The token proves that the page was served to this visitor; the cursor is the last patch applied. An answer with a
 * token: the visitor signed in or out, and this is the conversation's token from now on.
 */
export const TOKEN_HEADER = 'rp-token'
export const CURSOR_HEADER = 'rp-cursor'
/** With a 410: `outdated` if the program is another one than the conversation was kept by. */
export const GONE_HEADER = 'rp-gone'
/** On a stream of a remembered conversation: the freshly minted one that is not needed. */
export const INSTEAD_HEADER = 'rp-instead'

/** Attributes in rendered HTML. */
export const ATTR = {
  /** The instance whose view this element is the root of. */
  instance: 'rp-i',
  /** A sibling's key. */
  key: 'rp-k',
  /** On `<template>`: stands for the element of that instance, which the browser has and keeps as it is. */
  keep: 'rp-keep',
  /** On `<dialog>`: to be shown as a modal. */
  modal: 'rp-modal',
  /** Offers, by trigger: `rp-click`, `rp-input`, `rp-change`, `rp-submit`. */
  offer: 'rp-',
} as const

/** The element that stands for a view without a single root element; `display: contents`. */
export const PART = 'rp-part'

/** The instance id of the page's root element, `<div id="repartee" rp-i="0">`. */
export const ROOT = '0'

/** The name of the page's `<meta>` element that carries a `Boot`. */
export const PAGE_META = 'repartee'

/** What `<meta name="repartee" content='{...}'>` tells the client about the page it came with. */
export interface Boot {
  readonly base: string
  readonly cid: string
  readonly token: string
  /** The number of the patch that the page is at; absent on a fresh one: 0. */
  readonly seen?: number
  /** Where the page is; absent: ['', 0, 0]. As in an `Op`. */
  readonly place?: readonly [address: string, at: number, behind: number]
  /** The address of the page's own client hooks, a module. */
  readonly hooks?: string
}

/**
 * A cookie that the client sets for a few seconds, for its own address, when the page is about to be left: the cid. If the very
 * next request for that address is a reload, the server answers with the conversation as it stands, and nothing flickers.
 */
export const TAB_COOKIE = 'rp-tab'

/**
 * An event on its way up, the body of `POST <base>/event/<cid>` (application/json).
 * `n` counts 1, 2, 3... per conversation; a repeated `n` is recognised and not run again.
 * `offer` is `<instance id>/<offer attribute's text>`, word for word as rendered.
 * An offer's text says what else travels: `name`, `name:<json>` and `name!<devalue>` nothing; `name=` the element's `value`;
 * `name{a,b#}` the form's `fields`: only these, each a percent-encoded name and the mark of its kind. No mark: a text. `#`: a
 * number as text, or ''. `?`: 'on'. `+`: a list of texts. `@`: a file. `@+`: a list of files. What is empty may be left out.
 * A text that begins with a digit already names its instance (`3/name`) and travels as it is.
 * `@<at>` instead of all that: the visitor went to this entry of the history. 403: there is no such entry (any more); 409: the page
 * could not go there, and is where it was.
 */
export interface Up {
  readonly n: number
  readonly offer: string
  readonly value?: string
  readonly fields?: Readonly<Record<string, Sent>>
}

/** What a form's field holds on its way up. */
export type Sent = string | readonly string[] | SentFile | readonly SentFile[]

/** A file that was chosen: all of it but its contents. `size` in bytes. */
export interface SentFile {
  readonly name: string
  readonly size: number
  readonly type: string
}

/**
 * One change: the element of instance `target` becomes this HTML (one element). If the HTML's own `rp-i` is `target`,
 * it is morphed; otherwise it is another instance and replaces the element.
 * With the target `@` nothing is drawn: the page is now at this address (as the bar shows it, base path and query included; '' leaves
 * the bar as it is), entry `at` of the conversation's history, with `behind` entries before it. More behind than there were: a new entry. Fewer: the browser goes
 * back. As many: the entry has another address (or number) now.
 */
export type Op = readonly [target: string, html: string, at?: number, behind?: number]

/** The target of an `Op` that says where the page is. */
export const PLACE = '@'

/**
 * Server-sent events of the stream, by `event:` name; data is JSON. `patch` has no name (the default, to save bytes) and,
 * like `resync`, an `id:`, its number.
 */
export interface Down {
  /** First on every connection. `n`: the last event that was heard. `seen`: the number of the newest patch. */
  readonly hello: { readonly n: number; readonly seen: number }
  readonly patch: readonly Op[]
  /** The whole view; the number jumps to this frame's id. */
  readonly resync: readonly Op[]
  /** The conversation is over; the client stops. */
  readonly gone: Gone
  /** Something for the visitor to read; nothing else changed. */
  readonly notice: Notice
  /** `stream`: connect again within that time (the server is closing). `page`: load the page again. */
  readonly reload: { readonly what: 'stream' | 'page'; readonly withinMs: number }
  /** Leave for this address. */
  readonly go: { readonly url: string }
  /** Heartbeat. */
  readonly ping: Readonly<Record<string, never>>
}

/**
 * Why a conversation is over. `unknown`: the server has no such conversation (it was restarted, or it expired). `outdated`: it has
 * one, kept by another version of the program, that it cannot go on from.
 */
export interface Gone {
  readonly why: 'answered' | 'ended' | 'expired' | 'failed' | 'unknown' | 'outdated' | 'elsewhere'
  readonly reference?: string
}

export interface Notice {
  readonly text: string
  /** What the visitor can tell the operator; the operator's log has the same. */
  readonly reference?: string
  /** The error itself; in development only. */
  readonly detail?: string
}

/** Answers to an event: 204 done or stale; 400 malformed; 403 not yours; 409 resync needed; 410 gone; 413 too large; 429 slow down; 503 draining. */
export type EventStatus = 204 | 400 | 403 | 409 | 410 | 413 | 415 | 429 | 503
