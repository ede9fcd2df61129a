// What is shown in the place of a part that cannot go on.
import { answer, call, component, fail, flow, io, type Event, type Problem } from 'repartee'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'

const fallback = ({ reference, detail }: Problem, again: Event) => (
  <div>
    sorry {reference.length} {detail} <button onClick={again}>again</button>
  </div>
)

const broken = { view: true, state: false }
const Inner = component({
  name: 'inner',
  state: () => {
    if (broken.state) throw new Error('no state')
    return { n: 0 }
  },
  on: { inc: s => ({ n: s.n + 1 }), quit: () => fail(new Error('quits')) },
  view: (s, on) => {
    if (broken.view || s.n === 2) throw new RangeError('no view')
    return (
      <p>
        inner {s.n} <button onClick={on.inc}>inc</button> <button onClick={on.quit}>quit</button>
      </p>
    )
  },
})
const Guarded = component({
  name: 'guarded',
  state: () => ({ n: 0 }),
  on: { more: s => ({ n: s.n + 1 }) },
  fallback,
  view: (s, on) => (
    <section>
      guarded {s.n} <button onClick={on.more}>more</button> <Inner />
    </section>
  ),
})
const Page = component({
  name: 'page',
  state: () => ({ shown: true, n: 0 }),
  on: { toggle: s => ({ ...s, shown: !s.shown }), count: s => ({ ...s, n: s.n + 1 }) },
  view: (s, on) => (
    <main>
      <button onClick={on.toggle}>toggle</button> <button onClick={on.count}>count {s.n}</button>
      {s.shown && <Guarded />}
    </main>
  ),
})

describe('a part that cannot be born', () => {
  it('leaves the page standing where somebody around it has a fallback, and operators read why', () => {
    broken.view = true
    const talk = new Talk(Page)
    expect(talk.page.text()).toContain('sorry 8 RangeError: no view again')
    talk.click('count 0')
    expect(talk.page.text()).toContain('count 1 sorry')
    talk.restart()
    expect(talk.page.text()).toContain('count 1 sorry')
  })

  it('begins anew when the visitor asks for it', () => {
    broken.view = true
    const talk = new Talk(Page)
    talk.click('again')
    expect(talk.page.text()).toContain('sorry')
    broken.view = false
    talk.click('again')
    expect(talk.page.text()).toContain('guarded 0 more inner 0')
    talk.click('inc')
    expect(talk.page.text()).toContain('inner 1')
    expect(talk.troubles).toHaveLength(1)
  })

  it('may fail before it has a state', () => {
    broken.view = false
    const talk = new Talk(Page)
    talk.click('toggle')
    broken.state = true
    expect(talk.click('toggle').outcome).toBe('done')
    broken.state = false
    expect(talk.page.text()).toContain('sorry 8 Error: no state')
    expect(talk.troubles).toHaveLength(1)
  })

  it('does not keep a form around it from knowing the fields beside it', () => {
    const Field = component({
      name: 'field',
      state: () => ({}),
      on: {},
      view: () => <input name="said" />,
    })
    const Bad = component({
      name: 'bad',
      state: () => ({}),
      on: {},
      fallback,
      view: () => {
        throw new Error('never')
      },
    })
    const Ask = component({
      name: 'asks',
      state: () => ({}),
      on: { ok: () => answer() },
      view: (_s, on) => <button onClick={on.ok}>ok</button>,
    })
    const Form = component({
      name: 'form',
      state: () => ({ asked: false, said: '' }),
      on: {
        *ask() {
          yield* call(Ask)
          return s => ({ ...s, asked: true })
        },
        send: (s, f: { said: string }) => ({ ...s, said: f.said }),
      },
      view: (s, on) => (
        <form onSubmit={on.send}>
          <Field /> {s.said} <button onClick={on.ask}>ask</button> {s.asked && <Bad />}
        </form>
      ),
    })
    const talk = new Talk(Form)
    talk.click('ask')
    talk.click('ok')
    talk.submit({ said: 'hello' })
    expect(talk.page.text()).toContain('hello')
  })

  it('shows no details in production', () => {
    broken.view = true
    const talk = new Talk(Page, {}, { dev: false })
    expect(talk.page.text()).toMatch(/sorry 8 again/)
  })
})

describe('a part with a fallback', () => {
  it('shows it when it fails and nobody waits for it', () => {
    const Failing = component({
      name: 'failing',
      state: () => ({ n: 0 }),
      on: { quit: () => fail(new Error('enough')) },
      fallback,
      view: (_s, on) => <button onClick={on.quit}>quit</button>,
    })
    const talk = new Talk(Failing)
    talk.click('quit')
    expect(talk.page.text()).toContain('sorry 8 Error: enough')
    talk.click('again')
    expect(talk.page.text()).toBe('quit')
    expect(talk.conversation.ended).toBeUndefined()
  })

  it('that was born keeps its view when an event makes that impossible', () => {
    broken.view = false
    const talk = new Talk(Page)
    talk.click('inc')
    expect(talk.click('inc').outcome).toBe('failed')
    expect(talk.page.text()).toContain('inner 1')
  })

  it('is not asked where somebody waits for what failed', () => {
    const Quits = flow('quits', function* () {
      yield* io(() => 1)
      throw new Error('in vain')
    })
    const Caller = component({
      name: 'caller',
      state: () => ({ got: '' }),
      on: {
        *ask() {
          try {
            yield* call(Quits)
          } catch (error) {
            const got = String(error)
            return () => ({ got })
          }
        },
      },
      fallback,
      view: (s, on) => <button onClick={on.ask}>ask {s.got}</button>,
    })
    const talk = new Talk(Caller)
    talk.click('ask')
    talk.finish({ error: new Error('broken') })
    expect(talk.page.text()).toBe('ask Error: broken')
  })
})
