// Controls as our renderer writes them, in real Chromium: what the browser sends for them is taken by the kernel, and arrives
// in the types that the controls promise. So the renderer, the browser's half and the kernel agree about what a field is.
import fc from 'fast-check'
import type { Browser, Page } from 'playwright-core'
import { component } from 'repartee'
import type { Child, Fields } from 'repartee'
import { Fragment, jsx } from 'repartee/jsx-runtime'
import { repaint } from 'repartee/kernel'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundle, openBrowser, openTab, type Tab } from '../../test/browser.ts'
import { Talk } from '../../test/talk.ts'
import { eventOf } from '../server/event.ts'
import type { fieldsOf } from './form.ts'

let browser: Browser
let script: string
let tab: Tab
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  const source = `import { fieldsOf } from './form.ts'; Object.assign(window, { fieldsOf })`
  script = await bundle({ source, dir: import.meta.dirname })
})
afterAll(() => browser.close())
beforeEach(async () => {
  tab = await openTab(browser)
  page = tab.page
  await page.addScriptTag({ content: script, type: 'module' })
  await page.waitForFunction(() => 'fieldsOf' in window)
})
afterEach(async () => {
  expect(tab.errors).toEqual([])
  await tab.close()
})

const upload = (name: string): object => ({ id: name, name, size: 3, type: 'text/plain' })

/** A conversation whose page is a form with these controls; it keeps what was sent. */
function formOf(controls: Child): Talk {
  const Form = component({
    name: 'form',
    state: () => ({ got: undefined as Fields | undefined }),
    on: { send: (_s, sent: Fields) => ({ got: sent }) },
    view: (_s, on) => jsx('form', { onSubmit: on.send, children: controls }),
  })
  return new Talk(Form)
}

/** Shows the form in the browser, lets something be done to it, and sends what the browser would. */
async function sent(talk: Talk, fill?: () => Promise<unknown>): Promise<unknown> {
  const { html } = repaint(talk.world, talk.conversation)
  await page.evaluate(shown => (document.body.innerHTML = shown), html)
  await fill?.()
  const { offer } = talk.page.offers('submit')[0]!
  const fields = await page.evaluate(
    ([names]) => {
      const form = document.querySelector('form')!
      const submitter = form.querySelector<HTMLElement>('[data-pressed]')
      const sent = (window as unknown as { fieldsOf: typeof fieldsOf }).fieldsOf(form, names!, submitter)
      // Files have arrived before, and are spoken of by their ids.
      const spoken = (_: string, value: unknown): unknown =>
        value instanceof File ? { id: value.name } : value
      return JSON.parse(JSON.stringify(sent, spoken)) as typeof sent
    },
    [/\{(.*)\}$/s.exec(offer)![1]!],
  )
  const event = eventOf(JSON.stringify({ n: 1, offer, fields }))
  expect(event).toBeDefined()
  const known = (_: string, value: unknown): unknown => {
    const { id } = (value ?? {}) as { id?: string }
    return id === undefined ? value : upload(id)
  }
  const taken = JSON.parse(JSON.stringify(event), known) as typeof event
  expect(talk.step({ kind: 'offer', ...taken! }).outcome).toBe('done')
  return (talk.stateOf('1') as { got: unknown }).got
}

describe('a form', () => {
  const option = (value: string): Child => jsx('option', { value, children: value })
  const every = jsx(Fragment, {
    children: [
      ...['text', 'search', 'tel', 'url', 'email', 'password', 'hidden'].map(type =>
        jsx('input', { type, name: type, value: type }),
      ),
      ...['date', 'month', 'week', 'time', 'datetime-local', 'color'].map(type =>
        jsx('input', { type, name: type }),
      ),
      jsx('input', { name: 'bare' }),
      jsx('textarea', { name: 'area', value: 'two\nlines' }),
      jsx('input', { type: 'number', name: 'number', step: 'any' }),
      jsx('input', { type: 'range', name: 'range', min: 0, max: 10, value: 4 }),
      jsx('input', { type: 'checkbox', name: 'box' }),
      jsx('input', { type: 'checkbox', name: 'boxes', value: 'a' }),
      jsx('input', { type: 'checkbox', name: 'boxes', value: 'b' }),
      jsx('input', { type: 'radio', name: 'radio', value: 'a' }),
      jsx('input', { type: 'radio', name: 'radio', value: 'b' }),
      jsx('select', { name: 'one', children: [option('x'), option('y')] }),
      jsx('select', { name: 'some', multiple: true, children: [option('x'), option('y'), option('z')] }),
      jsx('input', { type: 'file', name: 'file' }),
      jsx('input', { type: 'file', name: 'files', multiple: true }),
      jsx('button', { name: 'pressed', value: 'first', children: 'first' }),
      jsx('button', { name: 'pressed', value: 'second', 'data-pressed': true, children: 'second' }),
      jsx('fieldset', { disabled: true, children: jsx('input', { name: 'disabled', value: 'x' }) }),
      jsx('input', { name: 'elsewhere', form: 'other', value: 'x' }),
    ],
  })
  const texts = { text: 'text', search: 'search', tel: 'tel', url: 'url', email: 'email' }
  const untouched = {
    ...texts,
    password: 'password',
    hidden: 'hidden',
    date: '',
    month: '',
    week: '',
    time: '',
    'datetime-local': '',
    color: '#000000',
    bare: '',
    area: 'two\nlines',
    number: null,
    range: 4,
    box: false,
    boxes: [],
    radio: '',
    one: 'x',
    some: [],
    file: null,
    files: [],
    pressed: 'second',
  }

  it('with every control there is, untouched, sends each as its type', async () => {
    const talk = formOf(every)
    expect(await sent(talk)).toEqual(untouched)
  })

  it('with every control there is, filled in, sends each as its type', async () => {
    const talk = formOf(every)
    const file = (name: string): { name: string; mimeType: string; buffer: Buffer } => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from('abc'),
    })
    const got = await sent(talk, async () => {
      const fills = {
        bare: 'ü "<',
        date: '2026-11-22',
        time: '12:30',
        number: '-1.5e2',
        range: '7',
        area: 'x',
      }
      for (const [name, value] of Object.entries(fills)) await page.fill(`[name=${name}]`, value)
      await page.check('[name=box]')
      for (const box of await page.locator('[name=boxes]').all()) await box.check()
      await page.check('[name=radio][value=b]')
      await page.selectOption('[name=one]', 'y')
      await page.selectOption('[name=some]', ['x', 'z'])
      await page.setInputFiles('[name=file]', file('one.txt'))
      await page.setInputFiles('[name=files]', [file('a.txt'), file('b.txt')])
    })
    expect(got).toEqual({
      ...untouched,
      bare: 'ü "<',
      date: '2026-11-22',
      time: '12:30',
      number: -150,
      range: 7,
      area: 'x',
      box: true,
      boxes: ['a', 'b'],
      radio: 'b',
      one: 'y',
      some: ['x', 'z'],
      file: upload('one.txt'),
      files: [upload('a.txt'), upload('b.txt')],
    })
  })

  // Random forms: some controls for each of some names, and what is to arrive under it.
  interface Part {
    readonly controls: readonly ((name: string) => Child)[]
    readonly arrives: unknown
  }
  const line = fc.string({ unit: 'grapheme', maxLength: 6 }).map(each => each.replaceAll(/\p{C}/gu, ' '))
  const input =
    (props: object) =>
    (name: string): Child =>
      jsx('input', { name, ...props })
  const anyText = fc.array(line, { minLength: 1, maxLength: 3 }).map((values): Part => ({
    controls: values.map(value => input({ value })),
    arrives: values.at(-1),
  }))
  const someNumber = fc.oneof(
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value): [string, number] => [String(value), value + 0]),
    fc.constantFrom<[string, number | null]>(
      ['', null],
      ['abc', null],
      ['1e3', 1000],
      ['.5', 0.5],
      ['007', 7],
      ['+1', null],
    ),
  )
  const anyNumber = someNumber.map(([value, arrives]): Part => ({
    controls: [input({ type: 'number', value, step: 'any' })],
    arrives,
  }))
  const anyBox = fc.boolean().map((checked): Part => ({
    controls: [input({ type: 'checkbox', checked })],
    arrives: checked,
  }))
  const ticks = fc.array(fc.record({ value: line, checked: fc.boolean() }), { minLength: 1, maxLength: 4 })
  const anyBoxes = ticks.map((boxes): Part => ({
    controls: boxes.map(box => input({ type: 'checkbox', ...box })),
    arrives: boxes.filter(box => box.checked).map(box => box.value),
  }))
  const anyRadio = ticks.map((boxes): Part => ({
    controls: boxes.map(box => input({ type: 'radio', ...box })),
    arrives: boxes.findLast(box => box.checked)?.value ?? '',
  }))
  const anySelect = fc.tuple(ticks, fc.boolean()).map(([options, multiple]): Part => {
    const children = options.map(({ value, checked: selected }) => jsx('option', { value, selected }))
    const chosen = options.filter(each => each.checked).map(each => each.value)
    return {
      controls: [name => jsx('select', { name, multiple, children })],
      arrives: multiple ? chosen : (chosen.at(-1) ?? options[0]!.value),
    }
  })
  const anyArea = fc.array(line, { maxLength: 3 }).map((lines): Part => ({
    controls: [name => jsx('textarea', { name, value: lines.join('\n') })],
    arrives: lines.join('\n'),
  }))
  const anyPart = fc.oneof(anyText, anyNumber, anyBox, anyBoxes, anyRadio, anySelect, anyArea)
  const name = fc
    .oneof(line, fc.constantFrom('constructor', 'a,b', 'a#', 'a?', 'a+', 'a@', 'a}', '{', '%41', '*'))
    .filter(each => each !== '')

  it('of any controls sends what they show, by the type of each', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(name, anyPart), { selector: ([each]) => each }),
        async parts => {
          const talk = formOf(parts.flatMap(([each, part]) => part.controls.map(control => control(each))))
          expect(await sent(talk)).toEqual(
            Object.fromEntries(parts.map(([each, part]) => [each, part.arrives])),
          )
        },
      ),
      { numRuns: 150 },
    )
  })
})
