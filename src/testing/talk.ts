// A conversation driven in-process, by what a person sees: it clicks words, fills in what labels name, and lets time pass.
// Invariant: whatever it does could be done in a browser; whatever runs beside the conversation (timers, topics, work) waits to be
// told. Every step is logged, and can be done again from the log.
// One file past 250 lines: it is the whole of what a test says, and each verb is a few lines.
import { ReparteeError } from '../errors/index.ts'
import { snapshot } from '../kernel/index.ts'
import type { Definition, Ended, Topic } from '../kernel/index.ts'
import type { Element } from './element.ts'
import { isField, kindOf, shown, typeOf } from './fields.ts'
import { Failure, nearest } from './failure.ts'
import { attached } from './files.ts'
import type { Chosen } from './files.ts'
import { Hands } from './hands.ts'
import type { Wish } from './hands.ts'
import type { Act, Step } from './log.ts'
import { isPressable, Look, tidy, wordsOf } from './look.ts'
import type { Spot } from './look.ts'
import { lookUp } from './lookup.ts'
import type { Wanted, Which } from './lookup.ts'
import { outline } from './outline.ts'
import type { Tape } from './tape.ts'
import { treeOf } from './tree.ts'
import type { Tree } from './tree.ts'
import { Visitor } from './visitor.ts'
import type { Notice, Outcome } from './visitor.ts'

/** What a talk begins with. */
export interface TalkOptions {
  /** Who the visitor is. Default: null. */
  readonly principal?: unknown
  /** When it begins, ms since 1970. Default: 1 January 2026. */
  readonly now?: number
  /** Whether state is checked and frozen at once, as in development. Default: true. */
  readonly dev?: boolean
  /** Another visitor, whose time and topics this one shares. */
  readonly with?: Talk<unknown>
  /** Goes on from a `snapshot` instead of beginning; `now` is then, by default, when its latest event was. */
  readonly from?: string
  /** The address that the page is opened at. Default: '/'. */
  readonly path?: string
}

const PRESS: Wanted = { verb: 'click', noun: 'something to click', fits: isPressable }
const ofKind = (verb: string, noun: string, kind: string): Wanted => ({
  verb,
  noun,
  fits: element => isField(element) && kindOf(element) === kind,
})
const TEXT = ofKind('fill', 'a field to write in', 'text')
const TYPE = ofKind('type', 'a field to write in', 'text')
const SELECT = ofKind('choose', 'something to choose from', 'select')
const TICK = ofKind('check', 'something to tick', 'tick')
const FILE = ofKind('attach', 'a field for files', 'file')
const FIELD: Wanted = {
  verb: 'value',
  noun: 'a field',
  fits: element => isField(element) && kindOf(element) !== 'button',
}
const FOCUS: Wanted = {
  verb: 'press keys in',
  noun: 'something that can have the focus',
  fits: element => isField(element) || isPressable(element),
}
const SEEN: Wanted = {
  verb: 'scroll to',
  noun: 'something with onSeen',
  fits: element => element.has('rp-seen'),
}
const FORM: Wanted = { verb: 'submit', noun: 'a form', fits: element => element.tag === 'form' }

export class Talk<A = unknown> {
  readonly #visitor: Visitor
  readonly #path: string

  constructor(definition: Definition, props: unknown, options: TalkOptions, tape?: Tape) {
    const { with: other, path = '/', ...start } = options
    this.#path = path
    this.#visitor = new Visitor(definition, props, {
      ...start,
      scene: other && other.#visitor.scene,
      tape,
    })
  }

  // What a person does.

  /**
   * Clicks a button, a link or anything else that is offered: by its words, `aria-label` or `title`. Of several, `which` says the
   * nth, from 0, or words that stand beside it: `click('Remove', 'apples')`.
   */
  click(what: string, which?: Which): this {
    return this.#do({ do: 'click', what, ...asked(which) }, () => {
      const look = this.#look()
      const { wishes, leaves } = this.#hands(look).press(this.#find(look, PRESS, what, which))
      this.#send(wishes)
      if (leaves !== undefined) this.#visitor.left.push(leaves)
    })
  }

  /** Writes into a field, in the place of what is there: by its label, `aria-label`, placeholder or name. Then leaves it. */
  fill(name: string, text: string, which?: Which): this {
    return this.#do({ do: 'fill', field: name, text, ...asked(which) }, () => {
      const look = this.#look()
      const { element } = this.#find(look, TEXT, name, which)
      this.#send(this.#hands(look).tell(element, 'focus'))
      this.#send(this.#hands(look).type(element, text))
      // Leaving the field comes later, when the page may be another.
      for (const then of ['change', 'blur'] as const) {
        const after = this.#look()
        if (after.spotOf(element) !== undefined) this.#send(this.#hands(after).tell(element, then))
      }
    })
  }

  /** Types behind what is in a field, key by key, and stays in it. */
  type(name: string, text: string, which?: Which): this {
    return this.#do({ do: 'type', field: name, text, ...asked(which) }, () => {
      const { element } = this.#find(this.#look(), TYPE, name, which)
      for (const key of text) {
        const look = this.#look()
        if (look.spotOf(element) === undefined) return
        this.#send(this.#hands(look).type(element, `${shown(element) as string}${key}`))
      }
    })
  }

  /** Chooses from a select, or among the radio buttons or boxes of a group, by words or values: these, and no others. */
  choose(name: string, options: string | readonly string[], which?: Which): this {
    const wanted = typeof options === 'string' ? [options] : options
    return this.#do({ do: 'choose', field: name, options: wanted, ...asked(which) }, () => {
      const look = this.#look()
      const boxes = look.boxes(name)
      if (boxes.length === 0)
        return this.#send(this.#hands(look).choose(this.#find(look, SELECT, name, which), wanted))
      const among: Wanted = { verb: 'choose', noun: `one of "${name}"`, fits: each => boxes.includes(each) }
      const chosen = wanted.map(each => this.#find(look, among, each, which).element)
      for (const element of boxes) {
        const on = chosen.includes(element)
        // Of radio buttons the others go out by themselves.
        if (shown(element) === on || (!on && typeOf(element) === 'radio')) continue
        const now = this.#look()
        const spot = now.spotOf(element)
        if (spot !== undefined) this.#send(this.#hands(now).press(spot).wishes)
      }
    })
  }

  /** Ticks a checkbox, or with `on` false unticks it; nothing happens if it is so already. */
  check(name: string, on = true, which?: Which): this {
    return this.#do({ do: 'check', field: name, on, ...asked(which) }, () => {
      const look = this.#look()
      const spot = this.#find(look, TICK, name, which)
      if (shown(spot.element) !== on) this.#send(this.#hands(look).press(spot).wishes)
    })
  }

  /**
   * Chooses files in a field for files, or drops them there: `attach('Photo', { name: 'a.png', type: 'image/png', contents: '…' })`. Without
   * `contents` there are as many zeros as `size` says. They arrive with the event: at once where the input offers them (`onUpload`), else when the form is submitted.
   */
  attach(name: string, files: Chosen | readonly Chosen[], which?: Which): this {
    const chosen = (Array.isArray(files) ? (files as readonly Chosen[]) : [files as Chosen]).map(attached)
    return this.#do({ do: 'attach', field: name, files: chosen, ...asked(which) }, () => {
      const look = this.#look()
      this.#send(this.#hands(look).attach(this.#find(look, FILE, name, which), chosen))
    })
  }

  /** Presses Enter in a form: its first button submits it. Of several forms, `which` says the nth, or words that stand in it. */
  submit(which?: Which): this {
    return this.#do({ do: 'submit', ...asked(which) }, () => {
      const look = this.#look()
      this.#send([this.#hands(look).enter(this.#find(look, FORM, '', which))])
    })
  }

  /**
   * Presses a key, written as `keys` has it, while the focus is in a field or on a button of that name, or nowhere: the `onKeyDown` around
   * it is made, else an `onShortcut` of the page; Enter in a form submits it.
   */
  press(key: string, name?: string, which?: Which): this {
    return this.#do({ do: 'press', key, ...(name !== undefined && { name }), ...asked(which) }, () => {
      const look = this.#look()
      const at = name === undefined ? undefined : this.#find(look, FOCUS, name, which)
      this.#send(this.#hands(look).key(key, at))
    })
  }

  /** Scrolls to something that is offered for being seen (`onSeen`): by its words. */
  scrollTo(what: string, which?: Which): this {
    return this.#do({ do: 'scrollTo', what, ...asked(which) }, () => {
      const look = this.#look()
      this.#send(this.#hands(look).tell(this.#find(look, SEEN, what, which).element, 'seen'))
    })
  }

  /** Has a client hook (`rp-hook`) tell the server something: the `onPush` of its element. */
  push(hook: string, text: string, which?: Which): this {
    return this.#do({ do: 'push', hook, text, ...asked(which) }, () => {
      const wanted: Wanted = { verb: 'push', noun: 'a hook', fits: each => each.get('rp-hook') === hook }
      const look = this.#look()
      this.#send(this.#hands(look).push(this.#find(look, wanted, '', which), text))
    })
  }

  /** Presses Escape: the topmost dialog's `onCancel` is made, if it has one. */
  escape(): this {
    return this.#do({ do: 'escape' }, () => {
      const look = this.#look()
      if (look.modal !== undefined) this.#send(this.#hands(look).escape(look.modal))
    })
  }

  /** Presses the browser's Back. */
  back(): this {
    return this.#do({ do: 'back' }, () => this.#go(-1))
  }

  /** Presses the browser's Forward. */
  forward(): this {
    return this.#do({ do: 'forward' }, () => this.#go(1))
  }

  // What happens besides.

  /** Lets time pass, for all who share it: timers that come due meanwhile fire, in order. */
  pass(ms: number): this {
    if (!(ms >= 0 && Number.isFinite(ms)))
      throw new ReparteeError('bad-argument', {
        what: 'pass() was given a time that cannot pass',
        expected: 'milliseconds, 0 or more',
        got: String(ms),
        try: 'pass(1000) for a second',
      })
    this.#visitor.scene.pass(this.#visitor, ms)
    return this
  }

  /** Gives the `io` that is awaited longest this result, without running it; `of`: that of this component, or the nth from 0. */
  finish(value?: unknown, of?: string | number): this {
    return this.#finish({ value }, of)
  }

  /** As `finish`, with an error: it is thrown where the `io` was yielded. */
  reject(error: { readonly name: string; readonly message: string }, of?: string | number): this {
    return this.#finish({ error: { name: error.name, message: error.message } }, of)
  }

  /** Runs for real whatever `io` waits, of all who share the scene, until none does. Rejects with what nobody waited for. */
  async settle(): Promise<this> {
    const { scene, lost } = this.#visitor
    for (;;) {
      const all = scene.guests.flatMap(guest => guest.start())
      if (all.length === 0) break
      await Promise.race(all)
    }
    if (lost.length > 0) throw lost.shift()
    return this
  }

  /** Says something to whoever listens, as somebody else would. */
  publish<M>(topic: Topic<M> | string, message: M): this {
    const name = typeof topic === 'string' ? topic : topic.topic
    return this.#act({ do: 'publish', topic: name, message }, () =>
      this.#visitor.scene.publish(name, message),
    )
  }

  /** Tells those who asked that messages may have passed unheard, as after a sleep. */
  missed(): this {
    return this.#act({ do: 'missed' }, () => this.#visitor.missed())
  }

  /** The server's process ends, and another one takes the conversation over from its snapshot; the browser stays as it is. */
  restart(): this {
    return this.#act({ do: 'restart' }, () => this.#visitor.restart())
  }

  // What there is to see.

  /** All that a person reads, on one line. */
  get text(): string {
    return wordsOf(this.#root)
  }

  /** Whether a person reads these words. */
  has(words: string): boolean {
    return this.text.includes(tidy(words))
  }

  /** Throws, with the page, unless a person reads these words. */
  shows(...all: readonly string[]): this {
    for (const words of all)
      if (!this.has(words)) {
        const like = nearest(tidy(words), this.outline)
        this.#fail(
          `The page does not show "${tidy(words)}"`,
          `the words "${tidy(words)}"`,
          like === undefined ? 'the page below' : `"${like}", which is most like it`,
          'look at the page below; blanks count as one, letters as they are',
        )
      }
    return this
  }

  /** Throws, with the page, if a person reads these words. */
  lacks(...all: readonly string[]): this {
    for (const words of all)
      if (this.has(words))
        this.#fail(
          `The page shows "${tidy(words)}"`,
          'a page without these words',
          `"${this.outline.find(line => line.includes(tidy(words))) ?? tidy(words)}"`,
          'look at the page below',
        )
    return this
  }

  /** What a field shows: its text, whether it is ticked, or the values that are chosen. */
  value(name: string, which?: Which): string | boolean | readonly string[] {
    const look = this.#look()
    const { element } = this.#find(look, FIELD, name, which)
    const value = shown(element)
    return element.tag === 'select' && !element.has('multiple')
      ? ((value as readonly string[])[0] ?? '')
      : value
  }

  /** The page on a few lines: headings, text, [buttons], <fields = values>, dialogs marked by ‖, what failed by !. */
  get outline(): readonly string[] {
    const failed = this.notices.map(({ error, component }) => `! ${component}: ${String(error)}`)
    const { ended } = this
    return [
      ...outline(this.#look(), this.#root),
      ...failed.slice(-3).map(each => each.split('\n', 1)[0] as string),
      ...(ended === undefined ? [] : [`(the conversation ${ENDS[ended.why]})`]),
    ]
  }

  /** The page as it was rendered; in fields it has what the server wrote, not what was typed. */
  get html(): string {
    return this.#visitor.page.html()
  }

  /** What the open dialogs are called, the topmost last. */
  get dialogs(): readonly string[] {
    const look = this.#look()
    return look.modals.map(({ element }) => look.titleOf(element))
  }

  /** Where the page is, as the address bar shows it. */
  get address(): string {
    return this.#visitor.page.tab.here.address || this.#path
  }

  /** What the root answered, if it has. */
  get answer(): A | undefined {
    return this.ended?.answer as A | undefined
  }

  /** Why and how the conversation is over; undefined while it goes on. */
  get ended(): Ended | undefined {
    return this.#visitor.conversation.ended
  }

  /** Who the visitor is now. */
  get principal(): unknown {
    return this.#visitor.conversation.principal
  }

  /** What failed, oldest first. */
  get notices(): readonly Notice[] {
    return [...this.#visitor.notices]
  }

  /** What this conversation said to topics. */
  get published(): readonly { readonly topic: string; readonly message: unknown }[] {
    return [...this.#visitor.published]
  }

  /** Files that were taken over by `moveTo`, by their paths. Nothing is written to a disk. */
  get moved(): ReadonlyMap<string, Uint8Array> {
    return this.#visitor.moved
  }

  /** Addresses for which the page was left, by `redirect` or a link. */
  get redirects(): readonly string[] {
    return [...this.#visitor.left]
  }

  /** The instances: who is embedded where, who asked whom, what each remembers. Undefined once the conversation is over. */
  get tree(): Tree | undefined {
    return treeOf(this.#visitor.conversation, this.#visitor.conversation.root)
  }

  /** The time, ms since 1970. */
  get now(): number {
    return this.#visitor.scene.now
  }

  /** The conversation as it would be kept: `talk(Booking, props, { from: snapshot })` goes on with it. */
  get snapshot(): string {
    return snapshot(this.#visitor.conversation)
  }

  /** What was done so far, by all who share the scene, as plain data: see `replay`. */
  get log(): readonly Step[] {
    return structuredClone(this.#visitor.scene.log)
  }

  /** @internal A source says this, by a log. */
  read(watch: string, value: unknown): this {
    const [iid = '', key = ''] = watch.split(/ (.*)/s)
    return this.#act({ do: 'read', watch, value }, () => this.#visitor.read(iid, key, value))
  }

  #look(): Look {
    return new Look(this.#root)
  }

  #hands(look: Look): Hands {
    return new Hands(look, () => this.outline)
  }

  #find(look: Look, wanted: Wanted, name: string, which: Which | undefined): Spot {
    return lookUp(look, () => this.outline, wanted, name, which)
  }

  get #root(): Element {
    return this.#visitor.page.root
  }

  #act(act: Act, work: () => void): this {
    this.#visitor.scene.act(this.#visitor, act, work)
    return this
  }

  /** As `#act`, for what needs a page that is alive. */
  #do(act: Act, work: () => void): this {
    const { ended } = this
    if (ended === undefined) return this.#act(act, work)
    return this.#fail(
      'The conversation is over',
      'one that goes on',
      `one that ${ENDS[ended.why]}`,
      'look at .answer or .ended',
    )
  }

  #send(wishes: readonly Wish[]): void {
    for (const wish of wishes) {
      if (this.#visitor.say({ kind: 'offer', ...wish }) !== 'refused') continue
      this.#fail(
        'The page offered something that the conversation refused',
        'a view that offers the same whenever it is rendered from the same state',
        JSON.stringify(wish),
        'let the view depend on nothing but its state, props and here',
      )
    }
  }

  #go(by: -1 | 1): void {
    const { tab } = this.#visitor.page
    const entry = tab.go(by)
    if (entry === undefined)
      this.#fail(
        `There is nothing ${by < 0 ? 'behind' : 'ahead of'} this page`,
        'an entry of its history to go to',
        'none',
        'entries are made where something is called or answered, and where the address changes',
      )
    if (this.#visitor.say({ kind: 'offer', offer: `@${entry.at}` }) !== 'refused') return
    tab.go(by < 0 ? 1 : -1)
    this.#fail(
      'The conversation has forgotten that entry',
      'one of the latest entries',
      `entry ${entry.at}, at "${entry.address || this.#path}"`,
      'a browser would load that address afresh',
    )
  }

  #finish(outcome: Outcome, of: string | number = 0): this {
    const awaited = this.#visitor.awaited()
    const found = typeof of === 'number' ? awaited[of] : awaited.find(({ by }) => by === of)
    if (found === undefined)
      return this.#fail(
        'No such work is awaited',
        typeof of === 'string' ? `io of ${of} that is waited for` : 'a handler or flow that waits for io',
        awaited.length === 0 ? 'none' : `io of: ${awaited.map(({ by }) => by).join(', ')}`,
        'do first what begins it; work that nobody waits for is run by settle()',
      )
    found.job.stop.abort()
    this.#visitor.finish(found.job, outcome)
    return this
  }

  #fail(what: string, expected: string, got: string, hint: string): never {
    throw new Failure({ what, expected, got, try: hint }, this.outline)
  }
}

const asked = (which: Which | undefined): { which?: Which } => (which === undefined ? {} : { which })

const ENDS: Readonly<Record<Ended['why'], string>> = {
  answered: 'has answered',
  ended: 'was ended',
  expired: 'has expired',
  failed: 'has failed',
}
