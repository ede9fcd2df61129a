import { after, answer, call, component, every, flow, type Child } from 'repartee'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'
import { Question, Ticker } from './parts.fixture.tsx'

describe('an embedded component', () => {
  const Note = component({
    name: 'note',
    state: (props: { text: string }) => ({ first: props.text, n: 0 }),
    on: {
      inc: s => ({ ...s, n: s.n + 1 }),
      read: (s, _: void, here) => ({ ...s, first: String(here.props.text) }),
    },
    view: (s, on, here) => (
      <li>
        {s.first}/{here.props.text} {s.n} <button onClick={on.inc}>inc {s.first}</button>{' '}
        <button onClick={on.read}>read {s.first}</button>
      </li>
    ),
  })
  const List = component({
    name: 'list',
    state: () => ({ items: ['a', 'b', 'c'], suffix: '' }),
    on: {
      reverse: s => ({ ...s, items: s.items.toReversed() }),
      drop: s => ({ ...s, items: s.items.slice(1) }),
      rename: s => ({ ...s, suffix: '!' }),
      nothing: s => ({ ...s }),
    },
    view: (s, on) => (
      <ul>
        <button onClick={on.reverse}>reverse</button> <button onClick={on.drop}>drop</button>{' '}
        <button onClick={on.rename}>rename</button> <button onClick={on.nothing}>nothing</button>
        {s.items.map(each => (
          <Note key={each} text={each + s.suffix} />
        ))}
      </ul>
    ),
  })

  it('keeps its state under its key, wherever the view puts it', () => {
    const talk = new Talk(List)
    talk.click('inc b')
    talk.click('reverse')
    expect(talk.page.text()).toMatch(/c\/c 0 .* b\/b 1 .* a\/a 0/)
    talk.click('drop')
    expect(talk.page.text()).toMatch(/^reverse drop rename nothing b\/b 1 .* a\/a 0/)
  })

  it('keeps its state when its props change, and sees the new ones', () => {
    const talk = new Talk(List)
    talk.click('inc a')
    talk.click('rename')
    expect(talk.page.text()).toContain('a/a! 1')
    talk.click('read a')
    expect(talk.page.text()).toContain('a!/a! 1')
  })

  it('is not evaluated again when the view around is, with the same props', () => {
    const talk = new Talk(List)
    const { patches } = talk.click('nothing')
    expect(patches).toEqual([])
    const before = talk.conversation.instances.get('2')
    talk.click('reverse')
    expect(talk.conversation.instances.get('2')).toBe(before)
  })

  it('ends when the view no longer embeds it, and is a new one when it does again', () => {
    const Toggle = component({
      name: 'toggle',
      state: () => ({ shown: true }),
      on: { flip: s => ({ shown: !s.shown }) },
      view: (s, on) => (
        <div>
          <button onClick={on.flip}>flip</button> {s.shown && <Ticker name="t" />}
        </div>
      ),
    })
    const talk = new Talk(Toggle)
    talk.pass(2000)
    expect(talk.page.text()).toBe('flip t 2')
    talk.click('flip')
    expect(talk.timers.size).toBe(0)
    talk.click('flip')
    talk.pass(1000)
    expect(talk.page.text()).toBe('flip t 1')
    expect([...talk.conversation.instances.keys()]).not.toContain('2')
  })

  it('that answers tells its parent, and a fresh one takes its place', () => {
    const Parent = component({
      name: 'parent',
      state: () => ({ told: [] as readonly string[] }),
      on: { told: (s, what: string) => ({ told: [...s.told, what] }) },
      view: (s, on) => (
        <div>
          [{s.told.join(' ')}] <Question q="q" onAnswer={on.told} />
        </div>
      ),
    })
    const talk = new Talk(Parent)
    talk.click('wait')
    talk.click('yes')
    expect(talk.page.text()).toMatch(/^\[yes\] q 0/)
    talk.click('no')
    expect(talk.page.text()).toMatch(/^\[yes no\] q 0/)
  })

  it('answers a handler of the view that embeds it, and nothing else', () => {
    const other = Object.assign((payload: string) => ({ event: 'toString', payload }), { event: 'toString' })
    for (const onAnswer of [other, { event: 'told', payload: 1 }, () => 1]) {
      const Wrong = component({
        name: 'wrong',
        state: () => ({}),
        on: { told: (s, _: string) => s },
        view: () => <Question q="q" onAnswer={onAnswer as never} />,
      })
      expect(() => new Talk(Wrong)).toThrow(
        /wrong embeds question with an onAnswer that is no handler of its own/,
      )
    }
  })

  it('answers the handler that the view names at present', () => {
    const Choosy = component({
      name: 'choosy',
      state: () => ({ loud: false, told: '' }),
      on: {
        flip: s => ({ ...s, loud: !s.loud }),
        quiet: (s, told: string) => ({ ...s, told }),
        loud: (s, told: string) => ({ ...s, told: `${told.toUpperCase()}!` }),
      },
      view: (s, on) => (
        <p>
          [{s.told}] <button onClick={on.flip}>flip</button>{' '}
          <Question q="q" onAnswer={s.loud ? on.loud : on.quiet} />
        </p>
      ),
    })
    const talk = new Talk(Choosy)
    talk.click('wait')
    talk.click('flip')
    expect(talk.page.text()).toContain('q 1')
    talk.click('yes')
    expect(talk.page.text()).toMatch(/^\[YES!\]/)
    talk.click('flip')
    talk.click('yes')
    expect(talk.page.text()).toMatch(/^\[yes\]/)
  })

  it('may answer while its parent is out of sight, and is a fresh one when that shows again', () => {
    const Late = component({
      name: 'late',
      state: () => ({ n: 0 }),
      on: { tick: s => ({ n: s.n + 1 }), bye: s => answer(s.n) },
      listen: (s, on) => [every(1000, on.tick), s.n === 2 && after(10, on.bye)],
      view: s => <i>late {s.n}</i>,
    })
    const Parent = component({
      name: 'parent',
      state: () => ({ told: [] as readonly number[] }),
      on: { told: (s, n: number) => ({ told: [...s.told, n] }), ask: () => call(Question, { q: '?' }) },
      view: (s, on) => (
        <p>
          [{s.told.join()}] <button onClick={on.ask}>ask</button> <Late onAnswer={on.told} />
        </p>
      ),
    })
    const talk = new Talk(Parent)
    talk.click('ask')
    talk.pass(5000)
    talk.restart()
    talk.click('yes')
    expect(talk.page.text()).toBe('[2] ask late 0')
    talk.pass(1000)
    expect(talk.page.text()).toBe('[2] ask late 1')
  })

  it('may answer with nobody listening', () => {
    const talk = new Talk(
      component({ name: 'deaf', state: () => ({}), on: {}, view: () => <Question q="q" /> }),
    )
    talk.click('wait')
    talk.click('yes')
    expect(talk.page.text()).toMatch(/^q 0/)
  })

  it('is another one where the view embeds another component in the same place', () => {
    const Either = component({
      name: 'either',
      state: () => ({ ticks: true }),
      on: { flip: s => ({ ticks: !s.ticks }) },
      view: (s, on) => (
        <div>
          <button onClick={on.flip}>flip</button> {s.ticks ? <Ticker name="t" /> : <Question q="q" />}
        </div>
      ),
    })
    const talk = new Talk(Either)
    talk.click('flip')
    expect(talk.page.text()).toMatch(/^flip q 0/)
    expect(talk.timers.size).toBe(0)
  })

  it('that calls stays called while the view around changes', () => {
    const Asks = component({
      name: 'asks',
      state: () => ({ told: '' }),
      on: {
        *ask() {
          const told = yield* call(Question, { q: 'q' })
          return { told }
        },
      },
      view: (s, on) => <button onClick={on.ask}>ask [{s.told}]</button>,
    })
    const Moves = component({
      name: 'moves',
      state: () => ({ first: true, n: 0 }),
      on: { tick: s => ({ first: !s.first, n: s.n + 1 }) },
      listen: (_s, on) => every(1000, on.tick),
      view: s => (
        <div>
          {s.n} {s.first && <b key="b">first</b>} <Asks key="asks" />
        </div>
      ),
    })
    const talk = new Talk(Moves)
    talk.click('ask []')
    talk.pass(3000)
    expect(talk.page.text()).toMatch(/^3 q 0/)
    talk.click('yes')
    expect(talk.page.text()).toBe('3 ask [yes]')
  })
})

describe('fields of embedded components', () => {
  const Field = component({
    name: 'field',
    state: (props: { name: string; sub?: boolean }) => ({ ...props, renamed: '' }),
    on: { rename: s => ({ ...s, renamed: 'x' }) },
    view: (s, on) => (
      <label>
        <input name={s.name + s.renamed} />
        {s.sub === true && <Field name={`${s.name}.sub`} />}
        <button type="button" onClick={on.rename}>
          rename {s.name}
        </button>
      </label>
    ),
  })
  let evaluations = 0
  const Form = component({
    name: 'form',
    state: (props: { names: readonly string[] }) => ({ names: props.names, got: '' }),
    on: { send: (s, fields: Record<string, string>) => ({ ...s, got: JSON.stringify(fields) }) },
    view: (s, on) => {
      evaluations++
      return (
        <form onSubmit={on.send}>
          {s.names.map(name => (
            <Field key={name} name={name} sub={name === 'deep'} />
          ))}
          {s.got}
        </form>
      )
    },
  })

  it('belong to the form around, and are taken by it', () => {
    const talk = new Talk(Form, { names: ['a', 'b'] })
    talk.submit({ a: '1', b: '2' })
    expect(talk.page.text()).toContain('{"a":"1","b":"2"}')
  })

  it('may change while the form stays, at any depth', () => {
    const talk = new Talk(Form, { names: ['deep'] })
    talk.click('rename deep.sub')
    expect(talk.submit({ deep: '', 'deep.subx': '1' }).outcome).toBe('done')
    expect(talk.submit({ deep: '', 'deep.sub': '1' }).outcome).toBe('refused')
    talk.click('rename deep')
    talk.submit({ deepx: '1' })
    expect(talk.page.text()).toContain('{"deepx":"1","deep.subx":""}')
  })

  it('cost the view around two evaluations, however many there are', () => {
    evaluations = 0
    const names = Array.from({ length: 50 }, (_, i) => `f${i}`)
    const talk = new Talk(Form, { names })
    // Without the fields and with them; at birth, and what Talk renders itself: a twin, afresh, and after a restore.
    expect(evaluations).toBe(8)
    expect(talk.page.offers('submit')).toHaveLength(1)
  })
})

describe('children', () => {
  const Panel = component({
    name: 'panel',
    state: (props: { title: string; children?: Child }) => ({ ...props, open: true, n: 0 }),
    on: {
      flip: s => ({ ...s, open: !s.open }),
      inc: s => ({ ...s, n: s.n + 1 }),
      look: (s, _: void, here) => ({ ...s, title: Object.keys(here.props).join() }),
    },
    view: (s, on, here) => (
      <section>
        <h2>
          {s.title} {s.n}
        </h2>
        <button onClick={on.flip}>{s.open ? 'close' : 'open'}</button>{' '}
        <button onClick={on.inc}>panel inc</button> <button onClick={on.look}>look</button>
        {s.open && <div>{here.props.children}</div>}
      </section>
    ),
  })
  const Owner = component({
    name: 'owner',
    state: () => ({ n: 0, told: '' }),
    on: { inc: s => ({ ...s, n: s.n + 1 }), told: (s, told: string) => ({ ...s, told }) },
    view: (s, on) => (
      <main>
        <Panel title="x">
          <button onClick={on.inc}>owner inc</button> {s.n} [{s.told}] <Ticker name="t" key="t" />
          <Question q="q" onAnswer={on.told} />
        </Panel>
      </main>
    ),
  })

  it('show where the component puts them, and their offers run the handlers of the view that wrote them', () => {
    const talk = new Talk(Owner)
    talk.click('owner inc')
    expect(talk.page.text()).toMatch(/^x 0 close panel inc look owner inc 1/)
    expect(talk.page.offers().find(each => each.label === 'owner inc')?.offer).toBe('1/inc')
    expect(talk.page.html()).toContain('rp-click="1/inc"')
    expect(talk.page.html()).toContain('rp-click="inc"')
  })

  it('stay right when the component that shows them changes alone', () => {
    const talk = new Talk(Owner)
    talk.click('owner inc')
    const { patches } = talk.click('panel inc')
    expect(patches.map(each => each[0])).toEqual(['2'])
    expect(talk.page.text()).toMatch(/^x 1 close panel inc look owner inc 1/)
    talk.click('owner inc')
    expect(talk.page.text()).toMatch(/^x 1 close panel inc look owner inc 2/)
  })

  it('embed components that answer the view that wrote them, and live with the one that shows them', () => {
    const talk = new Talk(Owner)
    talk.pass(1000)
    talk.click('yes')
    expect(talk.page.text()).toMatch(/\[yes\] t 1 q 0/)
    talk.click('close')
    expect(talk.conversation.instances.size).toBe(2)
    expect(talk.timers.size).toBe(0)
    talk.click('open')
    expect(talk.page.text()).toMatch(/\[yes\] t 0 q 0/)
  })

  it('keep their state when either view changes', () => {
    const talk = new Talk(Owner)
    talk.click('wait')
    talk.click('panel inc')
    talk.click('owner inc')
    expect(talk.page.text()).toContain('q 1')
  })

  it('reach views only: neither the first state nor handlers see them, and snapshots leave them out', () => {
    const talk = new Talk(Owner)
    talk.click('look')
    expect(talk.page.text()).toMatch(/^title 0/)
    talk.restart()
    talk.click('owner inc')
    talk.click('panel inc')
    expect(talk.page.text()).toMatch(/^title 1 close panel inc look owner inc 1/)
  })

  it('come back with the component when what it called has answered', () => {
    const Asking = component({
      name: 'asking panel',
      state: (_props: { children?: Child }) => ({ told: '' }),
      on: {
        *ask() {
          const told = yield* call(Question, { q: 'asked' })
          return { told }
        },
      },
      view: (s, on, here) => (
        <div>
          <button onClick={on.ask}>ask [{s.told}]</button> {here.props.children}
        </div>
      ),
    })
    const Around = component({
      name: 'around',
      state: () => ({ n: 0 }),
      on: { tick: s => ({ n: s.n + 1 }), inc: s => ({ n: s.n + 10 }) },
      listen: (_s, on) => every(1000, on.tick),
      view: (s, on) => (
        <Asking>
          {s.n} <button onClick={on.inc}>inc</button>
        </Asking>
      ),
    })
    const talk = new Talk(Around)
    talk.click('ask []')
    talk.pass(2000)
    talk.restart()
    talk.click('no')
    expect(talk.page.text()).toBe('ask [no] 2 inc')
    talk.click('inc')
    expect(talk.page.text()).toBe('ask [no] 12 inc')
  })

  it('may be handed on, and may hold others that have children', () => {
    const Box = component({
      name: 'box',
      state: (_props: { children?: Child }) => ({ n: 0 }),
      on: { inc: s => ({ n: s.n + 1 }) },
      view: (s, on, here) => (
        <Panel title={`box ${s.n}`}>
          <button onClick={on.inc}>box inc</button> {here.props.children}
        </Panel>
      ),
    })
    const Outer = component({
      name: 'outer',
      state: () => ({ n: 0, told: '' }),
      on: { inc: s => ({ ...s, n: s.n + 1 }), told: (s, told: string) => ({ ...s, told }) },
      view: (s, on) => (
        <main>
          <Box>
            <button onClick={on.inc}>outer inc</button> {s.n}
            {s.told}
            <Box>
              <Question q="inmost" onAnswer={on.told} />
            </Box>
          </Box>
        </main>
      ),
    })
    const talk = new Talk(Outer)
    talk.click('panel inc', 1)
    talk.click('box inc', 1)
    talk.click('box inc', 0)
    talk.click('wait')
    talk.click('outer inc')
    // A panel's state has the title it began with; what matters here is who counts what.
    expect(talk.page.text()).toMatch(/box 0 0 .* outer inc 1 box 0 1 .* inmost 1/)
    talk.restart()
    talk.click('panel inc', 0)
    talk.click('yes')
    expect(talk.page.text()).toMatch(/box 0 1 .* outer inc 1yes box 0 1 .* inmost 0/)
  })

  it('shown twice are two: each has its own state', () => {
    const Twice = component({
      name: 'twice',
      state: (_props: { children?: Child }) => ({}),
      on: {},
      view: (_s, _on, here) => (
        <div>
          <p>{here.props.children}</p>
          <p>{here.props.children}</p>
        </div>
      ),
    })
    const talk = new Talk(
      component({
        name: 'gives',
        state: () => ({}),
        on: {},
        view: () => (
          <Twice>
            <Question q="q" />
          </Twice>
        ),
      }),
    )
    talk.click('wait', 1)
    expect(talk.page.text()).toMatch(/^q 0 .* q 1/)
  })

  it('with form fields give them to the form that the component puts around them', () => {
    const Formed = component({
      name: 'formed',
      state: (_props: { children?: Child }) => ({ got: '' }),
      on: { send: (_s, fields: Record<string, string>) => ({ got: JSON.stringify(fields) }) },
      view: (s, on, here) => (
        <form onSubmit={on.send}>
          {here.props.children} {s.got}
        </form>
      ),
    })
    const talk = new Talk(
      component({
        name: 'gives fields',
        state: () => ({ more: false }),
        on: { more: () => ({ more: true }) },
        view: (s, on) => (
          <Formed>
            <input name="a" />
            {s.more && <input name="b" />}
            <button type="button" onClick={on.more}>
              more
            </button>
          </Formed>
        ),
      }),
    )
    talk.click('more')
    talk.submit({ a: '1', b: '2' })
    expect(talk.page.text()).toContain('{"a":"1","b":"2"}')
  })

  it('are refused by a flow, which has no view to show them in', () => {
    const Silent = flow('silent', function* (_props: { children?: Child }) {
      yield* call(Question, { q: 'q' })
      return 1
    })
    const Gives = component({ name: 'gives', state: () => ({}), on: {}, view: () => <Silent>text</Silent> })
    expect(() => new Talk(Gives)).toThrow(/flow silent was given children/)
  })
})

describe('props', () => {
  const Takes = component({
    name: 'takes',
    state: (_props: { render?: unknown; node?: unknown }) => ({}),
    on: {},
    view: () => <p>takes</p>,
  })

  it.each([
    ['a function', { render: () => 'x' }, 'props of takes.render'],
    ['a piece of a view', { node: <b>x</b> }, 'props of takes.node'],
  ])('that are %s are refused by name', (_what, props, path) => {
    const Gives = component({ name: 'gives', state: () => ({}), on: {}, view: () => <Takes {...props} /> })
    expect(() => new Talk(Gives)).toThrow(path)
    expect(() => new Talk(Gives)).toThrow(/what it shall show goes between its tags/)
    const Calls = component({
      name: 'calls',
      state: () => ({}),
      on: { go: () => call(Takes, props) },
      view: (_s, on) => <button onClick={on.go}>go</button>,
    })
    const talk = new Talk(Calls)
    expect(talk.click('go').outcome).toBe('failed')
    expect(String(talk.troubles[0]?.error)).toContain(path)
  })

  it('that are events are the same when they say the same', () => {
    let evaluations = 0
    const Row = component({
      name: 'row',
      state: (_props: { pick: unknown }) => ({}),
      on: {},
      view: () => {
        evaluations++
        return <i>row</i>
      },
    })
    const Picks = component({
      name: 'picks',
      state: () => ({ n: 0 }),
      on: { inc: s => ({ n: s.n + 1 }), pick: (s, _row: string) => s },
      view: (s, on) => (
        <p>
          {s.n} <button onClick={on.inc}>inc</button> <Row pick={on.pick('a')} />
        </p>
      ),
    })
    const talk = new Talk(Picks)
    const before = talk.conversation.instances.get('2')
    talk.click('inc')
    expect(talk.conversation.instances.get('2')).toBe(before)
    expect(evaluations).toBeGreaterThan(0)
  })
})

describe('an answer in the middle of things', () => {
  it('from a child that its parent re-embeds at once does not repeat the event', () => {
    const Once = component({
      name: 'once',
      state: () => ({}),
      on: { say: () => answer('said') },
      view: (_s, on) => <button onClick={on.say}>say</button>,
    })
    const Counts = component({
      name: 'counts',
      state: () => ({ n: 0 }),
      on: { told: s => ({ n: s.n + 1 }) },
      view: (s, on) => (
        <p>
          {s.n} <Once onAnswer={on.told} />
        </p>
      ),
    })
    const talk = new Talk(Counts)
    const offer = talk.page.offers()[0]?.offer ?? ''
    talk.click('say')
    expect(talk.send({ kind: 'offer', offer }).outcome).toBe('stale')
    expect(talk.page.text()).toBe('1 say')
  })
})
