import fc from 'fast-check'
import { answer, call, component } from 'repartee'
import type { Fields } from 'repartee'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'
import { Question } from './parts.fixture.tsx'

const Shop = component({
  name: 'shop',
  state: () => ({ got: [] as readonly unknown[], items: ['a', 'b'] as readonly string[] }),
  on: {
    add: (s, item: unknown) => ({ ...s, got: [...s.got, item] }),
    type: (s, text: string) => ({ ...s, got: [...s.got, text] }),
    order: (s, fields: Record<string, string>) => ({ ...s, got: [...s.got, fields] }),
    drop: s => ({ ...s, items: s.items.slice(1) }),
    hidden: s => ({ ...s, got: [...s.got, 'hidden'] }),
    ask: () => call(Question, { q: '?' }),
    bye: () => answer(1),
  },
  view: (s, on) => (
    <div>
      {s.items.map(item => (
        <button onClick={on.add(item)}>{item}</button>
      ))}
      <button onClick={on.drop}>drop</button> <button onClick={on.ask}>ask</button>
      <input onInput={on.type} name="loose" />
      <form onSubmit={on.order}>
        <input name="name" /> <input name="a/b {,}" /> <input type="file" name="photo" disabled />
      </form>
    </div>
  ),
})

const got = (talk: Talk): unknown => (talk.stateOf('1') as { got: unknown }).got
const FORM = `1/order{name,${encodeURIComponent('a/b {,}')}}`

describe('an offer', () => {
  it('is taken with exactly its payload, its value, or its fields', () => {
    const talk = new Talk(Shop)
    talk.send({ kind: 'offer', offer: '1/add:"a"' })
    talk.send({ kind: 'offer', offer: '1/type=', value: 'typed' })
    talk.send({ kind: 'offer', offer: FORM, fields: { name: 'Ada', 'a/b {,}': '2' } })
    talk.send({ kind: 'offer', offer: FORM, fields: { name: 'Bob' } })
    talk.send({ kind: 'offer', offer: FORM })
    expect(got(talk)).toEqual([
      'a',
      'typed',
      { name: 'Ada', 'a/b {,}': '2' },
      { name: 'Bob', 'a/b {,}': '' },
      { name: '', 'a/b {,}': '' },
    ])
  })

  it.each([
    ['that was never made', { offer: '1/hidden' }],
    ['with another payload', { offer: '1/add:"c"' }],
    ['with a payload where none was offered', { offer: '1/drop:1' }],
    ['without its payload', { offer: '1/add' }],
    ['with its payload written otherwise', { offer: '1/add: "a"' }],
    ['as typed text where it was a click', { offer: '1/drop=', value: 'x' }],
    ['as a form where it was a click', { offer: '1/drop{}', fields: {} }],
    ['of other fields', { offer: '1/order{name}', fields: { name: 'x' } }],
    ['under a name that every object has', { offer: '1/constructor' }],
    ['under another such name', { offer: '1/toString' }],
    ['under the name of prototypes', { offer: '1/__proto__:1' }],
    ['of an instance that does not exist yet', { offer: '99/drop' }],
    ['of the page itself', { offer: '0/drop' }],
    ['of nobody', { offer: '/drop' }],
    ['of an instance in another spelling', { offer: '01/drop' }],
    ['of an instance that is no number', { offer: '1e0/drop' }],
    ['that is empty', { offer: '' }],
    ['that is no text', { offer: 5 as never }],
    ['that is missing', { offer: undefined as never }],
    ['without a name', { offer: '1/' }],
    ['that only looks like ours', { offer: '1/add!["x"]' }],
    ['with a value beside a click', { offer: '1/drop', value: 'x' }],
    ['with fields beside a click', { offer: '1/drop', fields: {} }],
    ['with a value beside a payload', { offer: '1/add:"a"', value: 'x' }],
    ['with fields beside typed text', { offer: '1/type=', value: 'x', fields: {} }],
    ['of typed text without a value', { offer: '1/type=' }],
    ['of typed text with a value that is none', { offer: '1/type=', value: 5 as never }],
    ['with a value beside a form', { offer: FORM, fields: {}, value: 'x' }],
    ['with a field that was not rendered', { offer: FORM, fields: { other: 'x' } }],
    ['with a field of another form', { offer: FORM, fields: { loose: 'x' } }],
    ['with a field that sends nothing', { offer: FORM, fields: { photo: 'x' } }],
    ['with a field that every object has', { offer: FORM, fields: { toString: 'x' } as never }],
    ['with a field of prototypes', { offer: FORM, fields: JSON.parse('{"__proto__":"x"}') as never }],
    ['with a field that is no text', { offer: FORM, fields: { name: ['x'] as never } }],
    ['with fields that are none', { offer: FORM, fields: null as never }],
    ['with fields that are a text', { offer: FORM, fields: 'name' as never }],
  ])('%s is refused, and changes nothing', (_what, forged) => {
    const talk = new Talk(Shop)
    talk.click('ask')
    talk.click('no')
    const { conversation } = talk
    const turned = talk.send({ kind: 'offer', ...forged })
    expect(turned).toMatchObject({ outcome: 'refused', patches: [], commands: [], troubles: [] })
    expect(talk.conversation).toBe(conversation)
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '7'])('with a count of %s is refused', n => {
    const talk = new Talk(Shop)
    talk.send({ kind: 'offer', offer: '1/drop' })
    const { conversation } = talk
    expect(talk.send({ kind: 'offer', offer: '1/drop', n } as never).outcome).toBe('done')
    // Talk counts for us; so once more, past it.
    expect(talk.conversation).not.toBe(conversation)
    expect(talk.step({ kind: 'offer', offer: '1/drop', n: n as number }).outcome).toBe('refused')
  })

  it('that was heard before is not heard again', () => {
    const talk = new Talk(Shop)
    expect(talk.step({ kind: 'offer', offer: '1/drop', n: 7 }).outcome).toBe('done')
    expect(talk.step({ kind: 'offer', offer: '1/drop', n: 7 }).outcome).toBe('stale')
    expect(talk.step({ kind: 'offer', offer: '1/drop', n: 6 }).outcome).toBe('stale')
    expect(talk.step({ kind: 'offer', offer: '1/drop', n: 8 }).outcome).toBe('done')
  })

  it.each([
    ['has been withdrawn by its view', (talk: Talk) => talk.click('drop')],
    ['is out of sight because its instance called', (talk: Talk) => talk.click('ask')],
  ])('that %s is late and not forged', (_what, withdraw) => {
    const talk = new Talk(Shop)
    withdraw(talk)
    expect(talk.send({ kind: 'offer', offer: '1/add:"a"' }).outcome).toBe('stale')
    expect(got(talk)).toEqual([])
  })

  it('of an instance that is gone is late and not forged', () => {
    const talk = new Talk(Shop)
    talk.click('ask')
    const offer = talk.page.offers()[0]?.offer ?? ''
    talk.click('yes')
    expect(talk.send({ kind: 'offer', offer }).outcome).toBe('stale')
  })

  it('is late whichever of very many it was, and a resync does not forget that', () => {
    const Many = component({
      name: 'many',
      state: () => ({ shown: true, hits: 0 }),
      on: { hit: (s, _: number) => ({ ...s, hits: s.hits + 1 }), hide: s => ({ ...s, shown: false }) },
      view: (s, on) => (
        <p>
          {s.hits} <button onClick={on.hide}>hide</button>
          {s.shown && Array.from({ length: 2000 }, (_, i) => <button onClick={on.hit(i)}>{i}</button>)}
        </p>
      ),
    })
    const talk = new Talk(Many)
    talk.click('hide')
    expect(talk.send({ kind: 'offer', offer: '1/hit:0' }).outcome).toBe('stale')
    expect(talk.send({ kind: 'offer', offer: '1/hit:1999' }).outcome).toBe('stale')
    talk.resync()
    expect(talk.send({ kind: 'offer', offer: '1/hit:1000' }).outcome).toBe('stale')
    expect(talk.send({ kind: 'offer', offer: '1/hit:2000' }).outcome).toBe('refused')
  })

  it('carries any plain payload to its handler as it was', () => {
    const plain = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: false,
    })
    fc.assert(
      fc.property(plain, payload => {
        const Offers = component({
          name: 'offers',
          state: () => ({ got: undefined as unknown, done: false }),
          on: { take: (_s, given: unknown) => ({ got: given, done: true }) },
          view: (_s, on) => <button onClick={on.take(payload)}>take</button>,
        })
        fc.pre(
          !JSON.stringify(Object.getOwnPropertyNames(Object(payload))).includes('__proto__') &&
            !hasProto(payload),
        )
        const talk = new Talk(Offers)
        expect(talk.click('take').outcome).toBe('done')
        expect(talk.conversation.instances.get('1')?.state).toEqual({ got: payload, done: true })
      }),
      { numRuns: 150 },
    )
  })

  it('of a form says of each field what kind it is, and takes just that', () => {
    const Kinds = component({
      name: 'kinds',
      state: () => ({ got: undefined as unknown }),
      on: { send: (_s, sent: Fields) => ({ got: sent }) },
      view: (_s, on) => (
        <form onSubmit={on.send}>
          <input name="a,b" />
          <input name="n" type="number" />
          <input name="t" type="checkbox" />
          <input name="l" type="checkbox" value="x" />
          <input name="f" type="file" />
          <input name="m" type="file" multiple />
        </form>
      ),
    })
    const talk = new Talk(Kinds)
    const [offer] = talk.page.offers('submit').map(each => each.offer)
    expect(offer).toBe('1/send{a%2Cb,n#,t?,l+,f@,m@+}')
    const send = (fields: unknown): string =>
      talk.send({ kind: 'offer', offer: offer ?? '', fields: fields as Fields }).outcome
    const kept = (): unknown => (talk.stateOf('1') as { got: unknown }).got
    const file = { id: 'x', name: 'a.png', size: 3, type: '' }

    expect(send({})).toBe('done')
    expect(kept()).toEqual({ 'a,b': '', n: null, t: false, l: [], f: null, m: [] })
    expect(send({ 'a,b': 'x', n: '', t: 'on', l: ['x', 'x'], f: file, m: [file, file] })).toBe('done')
    expect(kept()).toEqual({ 'a,b': 'x', n: null, t: true, l: ['x', 'x'], f: file, m: [file, file] })
    for (const [text, number] of Object.entries({
      '-1.5e2': -150,
      '.5': 0.5,
      '007': 7,
      '1E3': 1000,
      '-0': 0,
    })) {
      expect(send({ n: text })).toBe('done')
      expect((kept() as { n: unknown }).n).toBe(number)
    }

    const wrong = {
      'a,b': [['x'], 5, null, file, true],
      n: ['x', ' 1', '1 ', '0x10', '1e999', 'NaN', 'Infinity', '+1', '1.', '1_0', 5, null, ['1']],
      t: ['off', '', 'x', true, false, ['on']],
      l: ['x', 'xy', [5], [null], [['x']], { 0: 'x', length: 1 }, [file]],
      f: [
        null,
        'a.png',
        [file],
        { ...file, name: '' },
        { ...file, size: -1 },
        { ...file, size: 1.5 },
        { ...file, more: 1 },
        { name: 'a', size: 1, type: '' },
        { ...file, id: '' },
        { id: 'x' },
        { ...file, type: 5 },
      ],
      m: [file, [null], ['x'], [[file]], [{ ...file, name: '' }]],
      'a%2Cb': ['x'],
      'n#': ['1'],
      o: ['x'],
    }
    for (const [name, values] of Object.entries(wrong))
      for (const value of values)
        expect([name, value, send({ [name]: value })]).toEqual([name, value, 'refused'])
  })

  it('of a form knows the kinds of fields in components inside it', () => {
    const Part = component({
      name: 'part',
      state: () => ({}),
      on: {},
      view: () => (
        <p>
          <input type="range" name="loud" /> <select name="which" multiple />
        </p>
      ),
    })
    const Outer = component({
      name: 'outer',
      state: () => ({ got: undefined as unknown }),
      on: { send: (_s, sent: { loud: number | null; which: string[] }) => ({ got: sent }) },
      view: (_s, on) => (
        <form onSubmit={on.send}>
          <Part />
        </form>
      ),
    })
    const talk = new Talk(Outer)
    const [offer = { offer: '' }] = talk.page.offers('submit')
    talk.send({ kind: 'offer', offer: offer.offer, fields: { loud: '3', which: ['a'] } })
    expect(talk.stateOf('1')).toEqual({ got: { loud: 3, which: ['a'] } })
  })

  it('has the same text in every render, so that offers cause no patches', () => {
    const talk = new Talk(Shop)
    const before = talk.page.offers()
    talk.click('b')
    talk.restart()
    expect(talk.page.offers()).toEqual(before)
    expect(talk.click('a').patches).toEqual([])
  })

  it('is of the view that wrote it: a handler of another component is refused there', () => {
    const Confused = component({
      name: 'confused',
      state: () => ({}),
      on: { mine: s => s },
      view: () => <button onClick={{ event: 'other', payload: 1 }}>x</button>,
    })
    expect(() => new Talk(Confused)).toThrow(
      /The view of confused names an event that confused has no handler for/,
    )
  })

  it('cannot be made under a name that would be read as something else', () => {
    for (const name of ['a:b', 'a b', '1a', 'a{', ''])
      expect(() =>
        component({ name: 'c', state: () => ({}), on: { [name]: (s: object) => s }, view: () => <p /> }),
      ).toThrow(/cannot be offered under that name/)
  })
})

/** Objects with a key `__proto__` are refused as payloads; see plain.ts. */
function hasProto(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Map) return [...value].flat().some(hasProto)
  if (value instanceof Set) return [...value].some(hasProto)
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProto)
}
