// A page that stands open: its stream, which comes back by itself, and what is said in it, again and again until there is an answer.
// Invariant: as the client does it: one event at a time, each under its number until it was answered; patches in the order of their
// numbers; a cursor with each request for the stream. Whatever comes that must not is told to `wrong`.
// Does not know what is said, nor why. Longer than most: stream and inbox of a page share its cursor and its numbers.
import type { Boot, Gone, Notice, Op } from '../../src/wire/index.ts'
import type { Chance } from './chance.ts'
import { ask, listen, type Answer, type Line } from './http.ts'
import { Shown } from './page.ts'
import { pause } from './process.ts'
import { Story, type Saying } from './story.ts'

/** The world, as a visitor has it. */
export interface Around {
  readonly chance: Chance
  readonly began: number
  /** Where requests go, for one who was there so far; another where that one is not up. */
  port(before: number | undefined): number
  wrong(story: Story | undefined, what: string): void
  opened(story: Story): void
  acknowledged(story: Story, saying: Saying): void
  /** Whether the disk is in such a state that visitors read that nothing can be saved. */
  readonly isTroubled: boolean
  readonly isOver: boolean
  /** Something was found: whoever waits need not wait any longer. */
  readonly isStopped: boolean
}

export interface Manner {
  /** The connection is cut so long after it was sent, ms; the event is sent again. */
  readonly cutMs?: number
  /** Sent twice at once. */
  readonly isDouble?: boolean
  /** Sent once and given up at once: nobody will ever know. */
  readonly isGivenUp?: boolean
}

/** How far another document's numbers may be ahead, as the client has it. */
const RESUMED = 100
/** So long a page is waited for, ms. */
const PATIENCE_MS = 60_000
const STRANGE = new Set([404, 408, 425, 429])

export class Visit {
  readonly story: Story
  page: Shown
  readonly #around: Around
  #base: string
  #port: number | undefined
  #cursor: number | undefined
  #turn = 0
  /** The number of the last event; unknown until the stream has said it. */
  #last: number | undefined = 0
  #promised = 0
  #line: Line | undefined
  #lines = 0
  #isLeft = false
  #isAway = false
  #running: Promise<void> | undefined
  #waiting: (() => void)[] = []

  private constructor(around: Around, story: Story, html: string, base: string, port: number) {
    this.#around = around
    this.story = story
    this.page = new Shown(html)
    this.#base = base
    this.#port = port
    this.#cursor = 0
  }

  /** Opens a page and its stream; undefined if nobody served it. */
  static async open(
    around: Around,
    { kind, path, visitor, cookie }: Pick<Story, 'kind' | 'path' | 'visitor' | 'cookie'>,
  ): Promise<Visit | undefined> {
    const port = around.port(undefined)
    const answer = await ask({ port, path, headers: cookie === '' ? {} : { cookie } })
    if (answer?.status !== 200) return undefined
    const { boot, html, cookie: given } = pageOf(answer)
    const story = new Story(
      { kind, path, visitor, cid: boot.cid, token: boot.token, cookie: given ?? cookie },
      around.began,
    )
    around.opened(story)
    const visit = new Visit(around, story, html, boot.base, port)
    visit.#running = visit.#run()
    await visit.until(() => story.isOpened || visit.#isLeft)
    if (story.isOpened && !visit.#isLeft) return visit
    await visit.leave()
    return undefined
  }

  /** Somebody comes back to a conversation of which they remember the name. */
  static again(around: Around, story: Story): Visit {
    const visit = new Visit(around, story, '', '/_rp', around.port(undefined))
    visit.#cursor = undefined
    visit.#last = undefined
    visit.#running = visit.#run()
    return visit
  }

  /** The page shows all that it was promised. */
  get isCurrent(): boolean {
    return this.#line !== undefined && this.#last !== undefined && (this.#cursor ?? -1) >= this.#promised
  }

  get isLeft(): boolean {
    return this.#isLeft
  }

  /** Says something; resolves when it was answered, or given up. */
  async say(what: string, fields: Readonly<Record<string, string>>, manner: Manner = {}): Promise<void> {
    const { story } = this
    await this.until(() => this.#last !== undefined || this.#isLeft)
    const offer = this.page.offer(what)
    if (this.#last === undefined || offer === undefined || this.#isLeft) return
    const n = ++this.#last
    const saying: Saying = {
      n,
      what,
      fields,
      saidAt: performance.now(),
      answeredAt: Infinity,
      fate: 'under way',
    }
    story.sayings.push(saying)
    const body = JSON.stringify({ n, offer, fields })
    if (manner.isGivenUp) {
      story.note(`says ${n} ${what} ${Object.values(fields).join(' ')}, and does not wait`)
      await this.#post(body, this.#around.chance.whole(0, 8))
      saying.fate = 'unknown'
      return
    }
    for (let tries = 0; ; tries++) {
      const posts = [this.#post(body, tries === 0 ? manner.cutMs : undefined)]
      if (manner.isDouble && tries === 0) posts.push(this.#post(body))
      const answers = await Promise.all(posts)
      const answer = answers.find(each => each?.status === 204) ?? answers[0]
      story.note(`says ${n} ${what} ${Object.values(fields).join(' ')}: ${answer?.status ?? 'no answer'}`)
      if (this.#isLeft || this.#around.isStopped) return void (saying.fate = 'unknown')
      if (answer === undefined || answer.status >= 500 || STRANGE.has(answer.status)) {
        await pause(this.#around.chance.whole(10, 30 + Math.min(tries, 8) * 20))
        continue
      }
      if (answer.status !== 204) {
        this.#around.wrong(story, `event ${n} was answered with ${answer.status}: ${answer.text}`)
        saying.fate = 'unknown'
        return
      }
      this.#promised = Math.max(this.#promised, Number(answer.header('rp-cursor') ?? 0))
      saying.answeredAt = performance.now()
      saying.fate = 'acknowledged'
      this.#around.acknowledged(story, saying)
      return
    }
  }

  /** The stream is gone for a while; events are said on. */
  async away(ms: number): Promise<void> {
    this.story.note('is away')
    this.#isAway = true
    this.#line?.close()
    await pause(ms)
    this.#isAway = false
  }

  /** The page is loaded anew: nothing is remembered but the conversation's name. */
  async reload(): Promise<void> {
    const { story } = this
    const port = this.#around.port(this.#port)
    const answer = await ask({ port, path: story.path, headers: { cookie: story.cookie } })
    if (answer?.status !== 200) return
    story.note('loads the page anew')
    this.#cursor = undefined
    this.#last = undefined
    this.#promised = 0
    // What the former document was still to be sent is nothing to this one.
    this.#lines++
    this.#line?.close()
    await this.until(() => this.#last !== undefined || this.#isLeft)
  }

  /** The page is closed. */
  async leave(): Promise<void> {
    this.story.note('leaves')
    this.#isLeft = true
    this.#line?.close()
    this.#wake()
    await this.#running
  }

  /** Waits until that holds, after each thing that comes; whether it does by then. */
  async until(test: () => boolean, ms: number = PATIENCE_MS): Promise<boolean> {
    const end = performance.now() + ms
    while (!test()) {
      const left = end - performance.now()
      if (left <= 0 || this.#around.isStopped) return false
      await new Promise<void>(done => {
        const timer = setTimeout(done, Math.min(left, 200))
        this.#waiting.push(() => {
          clearTimeout(timer)
          done()
        })
      })
    }
    return true
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  #post(body: string, cutMs?: number): Promise<Answer | undefined> {
    this.#port = this.#around.port(this.#port)
    const { story } = this
    return ask({
      port: this.#port,
      path: `${this.#base}/event/${story.cid}`,
      method: 'POST',
      headers: {
        cookie: story.cookie,
        'rp-token': story.token,
        'content-type': 'application/json',
        origin: `http://127.0.0.1:${this.#port}`,
        host: `127.0.0.1:${this.#port}`,
        'content-length': String(Buffer.byteLength(body)),
      },
      body,
      ...(cutMs !== undefined && { cutMs }),
    })
  }

  async #run(): Promise<void> {
    for (let tries = 0; !this.#isLeft; tries++) {
      if (!this.#isAway && (await this.#attached())) tries = 0
      if (!this.#isLeft) await pause(this.#around.chance.whole(5, 40 + Math.min(tries, 8) * 20))
    }
  }

  /** Whether there was a stream, which is over now. */
  async #attached(): Promise<boolean> {
    const { story } = this
    this.#port = this.#around.port(this.#port)
    const own = ++this.#lines
    const cursor = this.#cursor
    let rest = ''
    let ended = (): void => {}
    const end = new Promise<void>(done => (ended = done))
    const answer = await listen(
      {
        port: this.#port,
        path: `${this.#base}/stream/${story.cid}`,
        headers: {
          cookie: story.cookie,
          'rp-token': story.token,
          'rp-turn': String(++this.#turn),
          ...(cursor !== undefined && { 'rp-cursor': String(cursor) }),
        },
      },
      {
        text: text => {
          const parts = (rest + text).split('\n\n')
          rest = parts.pop() ?? ''
          for (const part of parts) if (own === this.#lines) this.#frame(part)
          this.#wake()
        },
        end: () => ended(),
      },
    )
    if (answer === undefined) return false
    if ('status' in answer) {
      this.#refused(answer, cursor)
      return false
    }
    this.#line = answer
    // The page may have been loaded anew meanwhile.
    if (this.#isLeft || this.#isAway || own !== this.#lines) answer.close()
    await end
    this.#line = undefined
    this.#wake()
    return true
  }

  #refused({ status, text, header }: Answer, cursor: number | undefined): void {
    const { story } = this
    story.note(`the stream was refused: ${status} ${header('rp-gone') ?? ''}`)
    if (status >= 500 || STRANGE.has(status)) return
    // The server does not know that patch: everything afresh.
    if (status === 409 && cursor !== undefined) return void (this.#cursor = undefined)
    // A page that nobody had attached to yet may be lost with the process that was about to take it.
    if (story.isOpened) this.#around.wrong(story, `its stream was refused with ${status}: ${text}`)
    this.#isLeft = true
  }

  #frame(text: string): void {
    const fields = new Map(
      text.split('\n').map(each => [each.slice(0, each.indexOf(':')), each.slice(each.indexOf(':') + 1)]),
    )
    const event = fields.get('event') ?? 'patch'
    const id = Number(fields.get('id') ?? NaN)
    const data: unknown = JSON.parse(fields.get('data') ?? 'null')
    const { story } = this
    if (event === 'hello') {
      const { n } = data as { readonly n: number }
      // Another document may have spoken, and may have something under way still.
      if (this.#last === undefined) this.#last = n + RESUMED
      story.isOpened = true
      story.note(`hello: heard ${n}`)
    } else if (event === 'patch' || event === 'resync') this.#show(event, id, data as Op[])
    else if (event === 'notice') {
      story.note(`notice ${id}: ${(data as Notice).text}`)
      this.#reach(id)
      if (!this.#around.isTroubled) this.#around.wrong(story, `it was told: ${(data as Notice).text}`)
    } else if (event === 'gone') {
      const { why } = data as Gone
      story.note(`gone: ${why}`)
      if (why !== 'elsewhere') this.#around.wrong(story, `it was told that it is over: ${why}`)
    }
  }

  #show(event: string, id: number, ops: readonly Op[]): void {
    const { story } = this
    const cursor = this.#cursor
    if (event === 'patch' && id !== (cursor ?? NaN) + 1) {
      this.#around.wrong(story, `patch ${id} came after ${cursor}`)
      return
    }
    if (cursor !== undefined && id < cursor)
      this.#around.wrong(story, `the page was at ${cursor}, and is shown ${id}`)
    try {
      if (event === 'resync') this.page = new Shown(ops[0]?.[1] ?? '')
      this.page.apply(event === 'resync' ? ops.slice(1) : ops)
    } catch (error) {
      this.#around.wrong(story, `${event} ${id} does not fit: ${String(error)}`)
    }
    this.#cursor = id
    this.#look()
  }

  #reach(id: number): void {
    if (id === (this.#cursor ?? NaN) + 1) this.#cursor = id
  }

  #look(): void {
    const { story, page } = this
    const [first = 0, second = 0] = page.numbers
    const wrong = story.see(page.lines, story.kind === 'alarms' ? first : 0)
    if (wrong !== undefined) this.#around.wrong(story, wrong)
    if (story.kind !== 'halves') return
    const { length } = page.lines
    if (first + second !== 100 || second !== length || page.round !== length)
      this.#around.wrong(
        story,
        `its halves do not agree: ${first} and ${second}, ${length} lines, round ${page.round}`,
      )
  }
}

function pageOf(answer: Answer): { boot: Boot; html: string; cookie: string | undefined } {
  const { text } = answer
  const meta = /<meta name="repartee" content="([^"]*)">/.exec(text)?.[1] ?? ''
  return {
    boot: JSON.parse(meta.replaceAll('&quot;', '"')) as Boot,
    html: /<body>(.*)<\/body>/s.exec(text)?.[1] ?? '',
    cookie: /^[^;]*/.exec(answer.header('set-cookie') ?? '')?.[0] || undefined,
  }
}
