// Forms in-process, with three schema libraries: what is shown, kept and answered. In a browser: see test/forms.test.tsx.
import { type } from 'arktype'
import { answer, component, io } from 'repartee'
import type { Fields } from 'repartee'
import { blank, check, checkLater, Field, fieldsOf, Problems } from 'repartee/forms'
import type { Schema } from 'repartee/forms'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Talk } from '../../test/talk.ts'
import type { Element } from '../../test/shadow.ts'

const DAYS = ['mon', 'tue', 'wed'] as const
const withZod = z.object({
  name: z.string().min(1, 'Say who you are.'),
  age: z.number('Say how old you are.').min(18, 'Grow up first.'),
  mail: z.email('That is no address.').optional(),
  days: z.array(z.enum(DAYS, 'No such day.')),
  news: z.boolean(),
})
const withValibot = v.object({
  name: v.pipe(v.string(), v.nonEmpty('Say who you are.')),
  age: v.pipe(v.number('Say how old you are.'), v.minValue(18, 'Grow up first.')),
  mail: v.optional(v.pipe(v.string(), v.email('That is no address.'))),
  days: v.array(v.picklist(DAYS, 'No such day.')),
  news: v.boolean(),
})
const withArktype = type({
  name: type('string > 0').configure({ message: () => 'Say who you are.' }),
  age: type('number >= 18').configure({
    message: ({ code }) => (code === 'min' ? 'Grow up first.' : 'Say how old you are.'),
  }),
  'mail?': type('string.email').configure({ message: () => 'That is no address.' }),
  days: type
    .enumerated(...DAYS)
    .configure({ message: () => 'No such day.' })
    .array(),
  news: 'boolean',
})
interface Person {
  name: string
  age: number
  mail?: string | undefined
  days: readonly string[]
  news: boolean
}

/** The same program, whatever the library. */
function signup(schema: Schema<Person>): Talk {
  const Signup = component({
    name: 'signup',
    state: () => ({ form: blank(schema, { mail: 'first@there' }), people: [] as readonly unknown[] }),
    on: {
      save: (s, sent: Fields) => {
        const { ok, value, form } = check(s.form, schema, sent)
        return ok ? { form, people: [...s.people, value] } : { ...s, form }
      },
    },
    view: (s, on, here) => {
      const f = fieldsOf(s.form, here, { mail: 'Where you are written to' })
      return (
        <form onSubmit={on.save}>
          <Problems of={f} />
          <Field of={f.name} hint="As others call you" />
          <Field of={f.age} type="number" label="Your age" />
          <Field of={f.mail} />
          <Field of={f.days} type="checkbox" options={DAYS} />
          <Field of={f.news} type="checkbox" />
          <button>Save</button>
        </form>
      )
    },
  })
  return new Talk(Signup)
}

const submit = (talk: Talk, fields: Record<string, unknown>): unknown =>
  talk.submit(fields as Record<string, string>)
const find = (talk: Talk, name: string, value: string): Element => {
  const found = talk.page.find(each => each.attributes.get(name) === value)
  if (found === undefined) throw new Error(`nothing with ${name}=${value} on ${talk.page.html()}`)
  return found
}
const control = (talk: Talk, name: string): Record<string, string> =>
  Object.fromEntries(find(talk, 'name', name).attributes)
const textOf = (element: Element | string): string =>
  typeof element === 'string' ? element : element.children.map(textOf).join('')
const described = (talk: Talk, name: string): string[] =>
  (control(talk, name)['aria-describedby'] ?? '').split(' ').map(id => textOf(find(talk, 'id', id)))
const people = (talk: Talk): readonly unknown[] =>
  (talk.stateOf('1') as { people: readonly unknown[] }).people
const ADA = { name: 'Ada', age: '36', mail: 'ada@example.org', days: ['mon'], news: 'on' }

describe.each([
  ['zod', withZod],
  ['valibot', withValibot],
  ['arktype', withArktype],
])('a form checked by %s', (_vendor, schema) => {
  it('answers what was typed, by the types of its controls', () => {
    const talk = signup(schema)
    submit(talk, ADA)
    expect(people(talk)).toEqual([
      { name: 'Ada', age: 36, mail: 'ada@example.org', days: ['mon'], news: true },
    ])
  })

  it('says at each field what is wrong with it, and keeps what was typed everywhere', () => {
    const talk = signup(schema)
    submit(talk, { ...ADA, age: '7', mail: 'nowhere', days: ['tue', 'wed'] })
    expect(people(talk)).toEqual([])
    expect(control(talk, 'age')).toMatchObject({ value: '7', 'aria-invalid': 'true' })
    expect(described(talk, 'age')).toEqual(['Grow up first.'])
    expect(described(talk, 'mail')).toEqual(['That is no address.'])
    expect(control(talk, 'name')).toMatchObject({ value: 'Ada' })
    expect(control(talk, 'name')).not.toHaveProperty('aria-invalid')
    expect(control(talk, 'news')).toHaveProperty('checked')
    expect(DAYS.map(day => find(talk, 'value', day).attributes.has('checked'))).toEqual([false, true, true])
  })

  it('asks for what must be there, in the words of the schema, and takes for missing what may be', () => {
    const talk = signup(schema)
    submit(talk, { name: '', mail: '' })
    expect(described(talk, 'name')).toEqual(['As others call you', 'Say who you are.'])
    expect(described(talk, 'age')).toEqual(['Say how old you are.'])
    expect(control(talk, 'mail')).not.toHaveProperty('aria-invalid')
    submit(talk, { name: 'Ada', age: '36', mail: '' })
    expect(people(talk)).toEqual([{ name: 'Ada', age: 36, days: [], news: false }])
  })

  it('says of a list as a whole what is wrong with something in it, once', () => {
    const talk = signup(schema)
    submit(talk, { ...ADA, days: ['mon', 'noday', 'neverday'] })
    const group = find(talk, 'aria-describedby', 'rp-1-days-error')
    expect([group.tag, textOf(find(talk, 'id', 'rp-1-days-error'))]).toEqual(['fieldset', 'No such day.'])
  })

  it('begins anew when it was taken: what it first had, in new controls', () => {
    const talk = signup(schema)
    expect(control(talk, 'mail')).toMatchObject({ value: 'first@there' })
    const before = control(talk, 'mail')['rp-k']
    submit(talk, { ...ADA, age: '7' })
    expect(control(talk, 'mail')['rp-k']).toBe(before)
    submit(talk, ADA)
    expect(control(talk, 'mail')).toMatchObject({ value: 'first@there' })
    const after = control(talk, 'mail')['rp-k']
    expect(after).not.toBe(before)
    submit(talk, ADA)
    expect(control(talk, 'mail')['rp-k']).not.toBe(after)
    expect(people(talk)).toHaveLength(2)
  })
})

it('an empty number, list or file counts as missing where the schema allows it, and nowhere else', () => {
  const Some = z.object({
    number: z.number().optional(),
    list: z.array(z.string()).min(1).optional(),
    file: z.object({ name: z.string() }).optional(),
  })
  const empty = { number: null, list: [], file: null }
  expect(check(blank(Some), Some, empty)).toMatchObject({ ok: true, value: {} })
  expect(Object.keys(check(blank(Some), Some, empty).value ?? { none: 1 })).toEqual([])
  const Null = z.object({ number: z.number().nullable(), list: z.array(z.string()) })
  expect(check(blank(Null), Null, { number: null, list: [] }).value).toEqual({ number: null, list: [] })
  const All = Some.required()
  expect(Object.keys(check(blank(All), All, empty).form.errors)).toEqual(['number', 'list', 'file'])
})

describe('the problems of a form', () => {
  it('are counted where it is announced, with a link to each field under its label', () => {
    const talk = signup(withZod)
    const alert = find(talk, 'role', 'alert')
    expect(textOf(alert)).toBe('')
    submit(talk, { ...ADA, age: '7', mail: 'nowhere' })
    expect(textOf(find(talk, 'role', 'alert'))).toBe('2 things need another look.')
    const links = [...talk.page.html().matchAll(/<a href="#([^"]*)">([^<]*)/g)]
    expect(links.map(([, id = '', text]) => [find(talk, 'id', id).attributes.get('name'), text])).toEqual([
      ['age', 'Age: Grow up first.'],
      ['mail', 'Where you are written to: That is no address.'],
    ])
    submit(talk, ADA)
    expect(textOf(find(talk, 'role', 'alert'))).toBe('')
  })

  it('are announced again when the same is wrong again', () => {
    const talk = signup(withZod)
    submit(talk, { ...ADA, age: '7' })
    const first = find(talk, 'role', 'alert').children[0] as Element
    submit(talk, { ...ADA, age: '7' })
    const second = find(talk, 'role', 'alert').children[0] as Element
    expect(textOf(second)).toBe(textOf(first))
    expect(second.attributes.get('rp-k')).not.toBe(first.attributes.get('rp-k'))
  })

  it('contain what is wrong with no field on the form', () => {
    const Whole = z
      .object({ one: z.string(), plan: z.object({ name: z.string('There is no plan.') }) })
      .refine(() => false, 'Never right.')
    const { form } = check(blank(Whole), Whole, { one: 'x' })
    expect(form.errors).toEqual({})
    expect(form.others).toEqual(['plan: Invalid input: expected object, received undefined'])
    const Pair = z.object({ one: z.string() }).refine(() => false, 'Never right.')
    expect(check(blank(Pair), Pair, { one: 'x' }).form.others).toEqual(['Never right.'])
  })

  it('belong to the field with the longest name that leads there', () => {
    const Nested = z.object({ 'at.home': z.string() }).loose()
    const home: Schema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: () => ({ issues: [{ message: 'Empty.', path: ['at', { key: 'home' }, 0] }] }),
      },
    }
    expect(check(blank(home), home, { at: '', 'at.home': 'x' }).form.errors).toEqual({
      'at.home': ['Empty.'],
    })
    expect(check(blank(Nested), Nested, { 'at.home': 'x' }).ok).toBe(true)
  })
})

describe('a schema that takes time', () => {
  const taken = async (name: string): Promise<boolean> => name !== 'ada'
  const zod = z.object({ name: z.string().refine(taken, 'Taken.') })
  const valibot = v.objectAsync({ name: v.pipeAsync(v.string(), v.checkAsync(taken, 'Taken.')) })

  it.each([
    ['zod', zod],
    ['valibot', valibot],
  ])('of %s is refused by check, which names checkLater', (vendor, schema) => {
    expect(() => check(blank(schema), schema, { name: 'ada' })).toThrow(
      [
        'A form was checked at once, but its schema takes time [bad-argument]',
        '  expected: a schema that is synchronous throughout',
        `  got:      a promise from ${vendor}`,
        '  try:      yield* io(() => checkLater(form, schema, sent)) in a generator handler',
      ].join('\n'),
    )
  })

  it.each([
    ['zod', zod],
    ['valibot', valibot],
  ])('of %s is waited for by checkLater, while the page goes on', async (_vendor, schema) => {
    const Account = component({
      name: 'account',
      state: () => ({ form: blank(schema) }),
      on: {
        *save(s, sent: Fields) {
          const { ok, value, form } = yield* io(() => checkLater(s.form, schema, sent))
          return ok ? answer(value) : { form }
        },
      },
      view: (s, on, here) => (
        <form onSubmit={on.save}>
          <Field of={fieldsOf(s.form, here).name} />
        </form>
      ),
    })
    const talk = new Talk(Account)
    submit(talk, { name: 'ada' })
    talk.restart()
    await talk.run()
    expect(described(talk, 'name')).toEqual(['Taken.'])
    expect(control(talk, 'name')).toMatchObject({ value: 'ada' })
    submit(talk, { name: 'bob' })
    await talk.run()
    expect(talk.conversation.ended).toMatchObject({ why: 'answered', answer: { name: 'bob' } })
  })

  it('may fail: the failure is the handler’s to hear, and no other', async () => {
    const broken: Schema = {
      '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('no database')) },
    }
    expect(() => check(blank(broken), broken, {})).toThrow('takes time')
    await expect(checkLater(blank(broken), broken, {})).rejects.toThrow('no database')
  })
})

describe('something that is no schema', () => {
  it.each([undefined, null, {}, () => 1, 'zod'])('as %s is refused where the form begins', wrong => {
    expect(() => blank(wrong as never)).toThrow('A form was given something that is no schema [bad-argument]')
  })
})

describe('a field', () => {
  const All = z.looseObject({ it: z.unknown(), a: z.unknown() })
  const shown = (value: unknown, props: object, errors: readonly string[] = []): string => {
    const Shown = component({
      name: 'shown',
      state: () => ({ form: { ...blank(All, { it: value as never }), errors: { it: errors } } }),
      on: {},
      view: (s, _on, here) => (
        <form>
          <Field of={fieldsOf(s.form, here).it} label="L" {...props} />
        </form>
      ),
    })
    return new Talk(Shown).page.html().replace(/^.*?<form[^>]*>|<\/form>.*$/g, '')
  }

  it.each([
    ['a text', 'x', {}, '<input id="rp-1-it" name="it" value="x">'],
    [
      'a number',
      3,
      { type: 'number', min: 1 },
      '<input min="1" id="rp-1-it" name="it" type="number" value="3">',
    ],
    ['nothing', null, { type: 'number' }, '<input id="rp-1-it" name="it" type="number" value="">'],
    [
      'a long text',
      'x',
      { type: 'textarea', rows: 3 },
      '<textarea rows="3" id="rp-1-it" name="it">x</textarea>',
    ],
    ['a secret', 'x', { type: 'password' }, '<input id="rp-1-it" name="it" type="password">'],
    [
      'a file',
      null,
      { type: 'file', multiple: true },
      '<input multiple="" id="rp-1-it" name="it" type="file">',
    ],
    [
      'a choice',
      'b',
      { options: ['a', { value: 'b', label: 'B' }], placeholder: '-' },
      '<option value="">-</option><option value="a">a</option><option value="b" selected="">B</option>',
    ],
    [
      'several',
      ['a', 'b'],
      { options: ['a', 'b', 'c'], multiple: true },
      '<select multiple="" id="rp-1-it" name="it"><option value="a" selected="">a</option><option value="b" selected="">',
    ],
    [
      'one of some',
      'b',
      { type: 'radio', options: ['a', 'b'] },
      'type="radio" id="rp-1-it-1" name="it" value="b" checked=""',
    ],
    ['a truth', true, { type: 'checkbox' }, '<input id="rp-1-it" name="it" type="checkbox" checked="">'],
  ])('shows %s in a control of its own', (_what, value, props, expected) => {
    const html = shown(value, props).replaceAll('</input>', '')
    expect(html).toContain(expected)
  })

  it('has its group, hint and errors tied to radio buttons as well', () => {
    const html = shown('b', { type: 'radio', options: ['a', 'b'], hint: 'H' }, ['E'])
    expect(html).toContain(
      '<fieldset class="rp-field" role="radiogroup" aria-invalid="true" aria-describedby="rp-1-it-hint rp-1-it-error"><legend>L</legend>',
    )
    expect(html).toContain('<p class="rp-hint" id="rp-1-it-hint">H</p>')
    expect(html).toContain('<span id="rp-1-it-error">E</span>')
  })

  it.each(['radio', 'checkbox'] as const)(
    'of several %s controls focuses the first, and requires no single box',
    type => {
      const html = shown(undefined, { type, options: ['a', 'b'], autofocus: true, required: true })
      expect(html.match(/autofocus/g)).toHaveLength(1)
      expect(html).toMatch(/<input autofocus=""[^>]* value="a">/)
      expect(html.match(/required/g) ?? []).toHaveLength(type === 'radio' ? 2 : 0)
    },
  )

  it('has a place for errors before there are any', () => {
    expect(shown('x', {})).toContain('<p class="rp-error" aria-live="polite"></p>')
  })

  it('is called by its name, if nobody says otherwise', () => {
    const Names = z.object({ firstName: z.string(), 'date-of_birth': z.string(), x: z.string() })
    const f = fieldsOf(blank(Names), { instanceId: '7' }, { x: 'Unknown' })
    expect([f.firstName.label, f['date-of_birth'].label, f.x.label]).toEqual([
      'First name',
      'Date of birth',
      'Unknown',
    ])
    expect(f.firstName.id).toBe('rp-7-firstName')
    // @ts-expect-error the schema has no such key
    expect(f.fristName.value).toBe(undefined)
  })

  it('with a name that every object has is a field like any other', () => {
    const Odd = z.object({ constructor: z.string(), 'to string': z.string() })
    const f = fieldsOf(blank(Odd), { instanceId: '7' })
    expect([f.constructor.value, f.constructor.errors, f.constructor.label]).toEqual([
      undefined,
      [],
      'Constructor',
    ])
    expect(f['to string'].id).not.toMatch(/\s/)
  })
})
