// A desk on which everything lies that delivery must get right: rows that move and keep what is typed in them, parts that are called
// into their place and over the page, clocks, messages between tabs, addresses, texts of many bytes, handlers that fail.
// The book counts what a visitor did, so that nothing can be lost or come twice without being seen.
import { after, answer, call, component, every, flow, hear, publish, topic, type Component } from 'repartee'

/** Pressed so often; said, in this order; typed last. */
const Book = component({
  name: 'book',
  state: () => ({ a: 0, b: 0, c: 0, words: [] as readonly string[], draft: '', tick: '' }),
  on: {
    hit: (s, which: 'a' | 'b' | 'c') => ({ ...s, [which]: s[which] + 1 }),
    say: (s, f: { word: string }) => ({ ...s, words: [...s.words, f.word] }),
    draft: (s, draft: string) => ({ ...s, draft }),
    tick: (s, tick: string) => ({ ...s, tick }),
  },
  view: (s, on) => (
    <section id="book">
      {(['a', 'b', 'c'] as const).map(which => (
        <button data-hit={which} onClick={on.hit(which)}>
          {s[which]}
        </button>
      ))}
      <form onSubmit={on.say}>
        <input name="word" title={`${s.a}`} />
        <button>Say</button>
      </form>
      <ol id="words">
        {s.words.map(word => (
          <li>{word}</li>
        ))}
      </ol>
      <input name="draft" value={s.draft} onInput={on.draft} />
      <output>{s.draft.length > 3 ? 'läng – 長い 🦩' : 'short'}</output>
      <input type="checkbox" name="tick" value="yes" checked={s.tick === 'yes'} onChange={on.tick} />
      <textarea name="note" title={`${s.b} ${s.words.length}`} />
    </section>
  ),
})

const Row: Component<{ n: number }, never> = component({
  name: 'row',
  state: (props: { n: number }) => ({ ...props, times: 0 }),
  on: { more: s => ({ ...s, times: s.times + 1 }) },
  view: (s, on) => (
    <div>
      <button onClick={on.more}>+</button> Zeile {s.n}: {s.times} ✓
      <input name={`row${s.n}`} />
      <details>
        <summary>more</summary>
        <p>{'ж'.repeat(s.times)}</p>
      </details>
    </div>
  ),
})

const Rows = component({
  name: 'rows-that-move',
  state: () => ({ order: [1, 2, 3, 4] as readonly number[], next: 5, odd: false }),
  on: {
    turn: s => ({ ...s, order: s.order.toReversed() }),
    rotate: s => ({ ...s, order: [...s.order.slice(1), ...s.order.slice(0, 1)] }),
    swap: s => ({ ...s, order: s.order.with(0, s.order.at(-1) ?? 0).with(-1, s.order[0] ?? 0) }),
    add: s => ({ ...s, order: [s.next, ...s.order].slice(0, 8), next: s.next + 1 }),
    remove: (s, k: number) => ({ ...s, order: s.order.filter(each => each !== k) }),
    odd: s => ({ ...s, odd: !s.odd }),
  },
  view: (s, on) => (
    <section>
      <button onClick={on.turn}>turn</button>
      <button onClick={on.rotate}>rotate</button>
      {s.order.length > 1 && <button onClick={on.swap}>swap</button>}
      <button onClick={on.add}>add</button>
      <button onClick={on.odd}>odd</button>
      <ol id="rows">
        {s.order.map(k => (
          <li key={k}>
            <Row n={k} />
          </li>
        ))}
      </ol>
      <ul>
        {s.order
          .filter(k => !s.odd || k % 2 === 1)
          .map(k => (
            <li key={k}>
              {k} of {s.order.length}
              <input type="checkbox" name={`plain${k}`} />
              <button onClick={on.remove(k)}>remove</button>
            </li>
          ))}
      </ul>
    </section>
  ),
})

const Clock = component({
  name: 'desk-clock',
  state: () => ({ runs: false, n: 0 }),
  on: { toggle: s => ({ ...s, runs: !s.runs }), tick: s => ({ ...s, n: s.n + 1 }) },
  listen: (s, on) => s.runs && every(900, on.tick),
  view: (s, on) => (
    <p>
      <button onClick={on.toggle}>{s.runs ? 'stop' : 'run'}</button> {s.n}
    </p>
  ),
})

const news = topic<string>('desk-news')

const Board = component({
  name: 'board',
  state: () => ({ sent: 0, heard: [] as readonly string[] }),
  on: {
    publish: (s, _: void, here) => [
      { ...s, sent: s.sent + 1 },
      publish(news, `${here.cid.slice(0, 4)} №${s.sent} ${'語'.repeat(20)}`),
    ],
    heard: (s, text: string) => ({ ...s, heard: [...s.heard, text].slice(-4) }),
  },
  listen: (_, on) => hear(news, on.heard),
  view: (s, on) => (
    <div>
      <button onClick={on.publish}>publish</button>
      {s.heard.map(text => (
        <p>{text}</p>
      ))}
    </div>
  ),
})

const Question: Component<{ text: string }, boolean> = component({
  name: 'question',
  state: (props: { text: string }) => ({ ...props, n: 0 }),
  on: {
    yes: () => answer(true),
    no: () => answer(false),
    more: s => ({ ...s, n: s.n + 1 }),
    *again(s) {
      const yes = yield* call(Question, { text: `${s.text}!` }, { place: 'over' })
      return now => ({ ...now, n: now.n + (yes ? 10 : 1) })
    },
  },
  view: (s, on) => (
    <dialog open aria-label={s.text}>
      {s.text} {s.n}
      <input name="why" />
      <button onClick={on.more}>more</button>
      <button onClick={on.again}>again</button>
      <button onClick={on.no}>no</button>
      <button onClick={on.yes}>yes</button>
    </dialog>
  ),
})

const Trip = flow('trip', function* () {
  for (let n = 1; n < 20; n++) {
    const yes = yield* call(Question, { text: `Étape ${n}?` })
    if (!yes) n = 0
  }
})

const Asking = component({
  name: 'asking-desk',
  state: () => ({ yes: 0, no: 0 }),
  on: {
    *over() {
      const yes = yield* call(Question, { text: 'Over?' }, { place: 'over' })
      return s => (yes ? { ...s, yes: s.yes + 1 } : { ...s, no: s.no + 1 })
    },
    *here() {
      const yes = yield* call(Question, { text: 'Here?' })
      return s => (yes ? { ...s, yes: s.yes + 1 } : { ...s, no: s.no + 1 })
    },
    fails: (): never => {
      throw new Error('as it was meant to')
    },
  },
  view: (s, on) => (
    <div>
      <button onClick={on.over}>over</button>
      <button onClick={on.here}>here</button>
      <button onClick={on.fails}>fails</button> {s.yes}/{s.no}
    </div>
  ),
})

/** Each time so late that its conversation may have left memory, and soon to leave it again. */
const Alarm = component({
  name: 'alarm',
  state: () => ({ on: false, n: 0 }),
  on: { toggle: s => ({ ...s, on: !s.on }), rings: s => ({ ...s, n: s.n + 1 }) },
  listen: (s, on) => s.on && after(45_000 + s.n, on.rings),
  view: (s, on) => (
    <p>
      <button onClick={on.toggle}>{s.on ? 'let be' : 'wake me'}</button> {s.n}
    </p>
  ),
})

export const Desk = component({
  name: 'the-desk',
  state: (props: { at: string }) => ({ at: props.at, big: false }),
  on: {
    go: (s, at: string) => ({ ...s, at }),
    big: s => ({ ...s, big: !s.big }),
  },
  url: s => `/desk/${s.at}`,
  view: (s, on) => (
    <main>
      <h1>Schreibtisch {s.at} 🪑</h1>
      {['1', '2', 'drei'].map(at => (
        <button data-go={at} onClick={on.go(at)}>
          to {at}
        </button>
      ))}
      <button onClick={on.big}>big</button>
      {s.big && <pre hidden>{'größer 🐘 '.repeat(6000)}</pre>}
      {s.at === '2' && <Clock />}
      <Rows />
      <Book key="book" />
      {s.at !== '2' && <Clock />}
      <Board />
      <Asking />
      {s.at === 'drei' && <Trip />}
      <Alarm />
    </main>
  ),
})
