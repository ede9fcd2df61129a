// repartee/wire - what both ends agree on: paths, headers, attributes, what travels up (events) and down (frames).
// Invariant: types and constants only, shared by server and client; whatever changes here changes the protocol.
// Knows neither DOM nor node, and nothing of conversations.
export type * from './dev.ts'

/**
 * Paths below `<base>`: `stream/<cid>`, `event/<cid>`, `upload/<cid>`, `fork/<cid>`, `hub`, `hub/<cid>`; the base itself is `<basePath>/_rp`.
 * `GET ready` is for whoever balances requests: 204, or 503 where nobody should be sent now.
 * `stream/<cid>?poll=<s>` is the stream in pieces: an answer of known length with the frames that there are, or that come within `s` seconds.
 */
export const BASE = '/_rp'

/**
 * Request headers. The token proves that the page was served to this visitor; the cursor is the last patch applied. An answer with a
 * token: the visitor signed in or out, and this is the conversation's token from now on.
 */
export const TOKEN_HEADER = 'rp-token'
/** With the answer to an event: the number of the newest patch, so what came of the event is in that one or before. */
export const CURSOR_HEADER = 'rp-cursor'
/**
 * On a request for a stream: a number that is greater with each. One that comes with less than another before it was given up by its
 * page and has been under way since: 409, which says that other number.
 */
export const TURN_HEADER = 'rp-turn'
/** With a 410: why it is over, as in `Gone`, and its reference after a blank. Absent: `unknown`. */
export const GONE_HEADER = 'rp-gone'
/** On a stream of a remembered conversation: the freshly minted one that is not needed. */
export const INSTEAD_HEADER = 'rp-instead'

/**
 * For browsers of which only a few tabs may have a stream of their own. `GET <base>/hub` is one stream for many: its first frame is
 * `hub`, `{ id }`. `POST <base>/hub/<cid>`, with all that a stream is asked for with and `<id> <name>` in this header, has the conversation's
 * frames sent there: a line `to:<name>` says whose that frame and those after it are. `end` says that there will be no more of
 * it. 412: there is no such hub (any more). `DELETE` with the same header: the tab has left.
 */
export const HUB_HEADER = 'rp-hub'

/**
 * The answer to `POST <base>/fork/<cid>`, for a tab that was duplicated: a copy of the conversation as it stands, its own from now on.
 * It begins with its first stream, which is asked for without a cursor.
 */
export interface Forked {
  readonly cid: string
  readonly token: string
}

/** Attributes in rendered HTML. */
export const ATTR = {
  /** The instance whose view this element is the root of. */
  instance: 'rp-i',
  /** A sibling's key. */
  key: 'rp-k',
  /** On `<template>`: stands for the element of that instance, which the browser has and keeps as it is. */
  keep: 'rp-keep',
  /**
   * On `<template>`: stands for elements that the patched element has and keeps, counted as in an `Op`: `0-4 7` the first five and the
   * eighth, `9-0` the first ten turned round.
   */
  same: 'rp-same',
  /** On `<dialog>`: to be shown as a modal. */
  modal: 'rp-modal',
  /**
   * Offers, by trigger: `rp-click`, `rp-input`, `rp-change`, `rp-submit`, … Other names that begin so are the view's wishes for them
   * (`rp-keys`, `rp-debounce`, `rp-throttle`, `rp-optimistic`) or for itself (`rp-hook`, `rp-ignore`, `rp-announce`, `rp-transition`), and `rp-c` names a
   * component that has styles.
   */
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
 * number as text, or ''. `?`: 'on'. `+`: a list of texts. `@`: a file. `@+`: a list of files. What is empty may be left out. Behind
 * `@` and `@+` may stand how many bytes a file may have, and behind a colon what is accepted, percent-encoded. One field without a
 * name: the files of an input that offers them by itself (`rp-upload`).
 * A text that begins with a digit already names its instance (`3/name`) and travels as it is.
 * `@<at>` instead of all that: the visitor went to this entry of the history. 403: there is no such entry (any more); 409: the page
 * could not go there, or has gone on elsewhere, and is where it was.
 */
export interface Up {
  readonly n: number
  readonly offer: string
  readonly value?: string
  readonly fields?: Readonly<Record<string, Sent>>
}

/** What a form's field holds on its way up. */
export type Sent = string | readonly string[] | SentFile | readonly SentFile[]

/** A file that has arrived before the event that speaks of it. */
export interface SentFile {
  readonly id: string
}

/**
 * The beginning of a file, the body of `POST <base>/upload/<cid>` (application/json): which field of which offer it is for. Answered
 * with 201 and `{ "id" }`. Its bytes follow in as many `PUT <base>/upload/<cid>/<id>` as one likes, each with AT_HEADER: where they
 * begin. What has arrived of one that broke off counts. `GET` of the same asks how much is there, `DELETE` gives it up. Answers to
 * these carry AT_HEADER: how much is there. 403 not offered, not yours; 404 no such file (any more): begin anew; 409 that is not
 * where it goes on; 413 too large; 415 not accepted; 429 too many at once; 503 no room at present; 507 no room.
 */
export interface UpFile {
  readonly offer: string
  readonly field: string
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly type: string
}
/** Of a file: how many bytes are there. */
export const AT_HEADER = 'rp-at'
/** Bytes that a file may have where the view does not say. */
export const FILE_BYTES = 16_777_216

/**
 * One change: the element of instance `target` becomes this HTML (one element). If the HTML's own `rp-i` is `target`,
 * it is morphed; otherwise it is another instance and replaces the element.
 * A target `3.0` is, in the element of instance 3, the first of those that stand there by themselves: elements with `rp-i` or `rp-k`,
 * in the order of the page, without those inside one another, in `[rp-ignore]` or in `<select>`. It has the key of the HTML. `3.0.2`: in
 * that one the third.
 * With the target `@` nothing is drawn: the page is now at this address (as the bar shows it, base path and query included; '' leaves
 * the bar as it is), entry `at` of the conversation's history, with `behind` entries before it. More behind than there were: a new entry. Fewer: the browser goes
 * back. As many: the entry has another address (or number) now.
 */
export type Op = readonly [target: string, html: string, at?: number, behind?: number]

/** The target of an `Op` that says where the page is. */
export const PLACE = '@'

/**
 * Server-sent events of the stream, by `event:` name; data is JSON. `patch` has no name (the default, to save bytes) and,
 * like `resync`, `notice` and `go`, an `id:`, its number, one more than the last one's; a `notice` or `go` that stands before a `resync` may
 * skip numbers, but is not beyond the last `seen`.
 */
export interface Down {
  /**
   * First on every connection, and again before what makes good for frames that were left out. `n`: the last event that was heard when the
   * connection began. `seen`: the number of the newest patch.
   */
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

/**
 * Answers to an event: 204 done or stale; 400 malformed; 403 not yours; 409 resync needed; 410 gone; 413 too large; 422 a file that
 * it speaks of is not there; 429 slow down; 503 draining.
 */
export type EventStatus = 204 | 400 | 403 | 409 | 410 | 413 | 415 | 422 | 429 | 503
