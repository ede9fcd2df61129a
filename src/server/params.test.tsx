// Parameters of addresses, read by a schema: what fits becomes props, what does not is no page.
import { component } from 'repartee'
import { page, serve } from 'repartee/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'
import type { Handler } from './handler.ts'
import type { Schema } from './schema.ts'

const open: Handler[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

const List = component({
  name: 'list',
  state: (props: { kind: string; page: number }) => props,
  on: { more: s => ({ ...s, page: s.page + 1 }) },
  view: (s, on) => (
    <button onClick={on.more}>
      {s.kind} at page {s.page.toFixed(0)}
    </button>
  ),
})

const params = z.object({
  kind: z.enum(['new', 'old']),
  page: z.coerce.number().int().positive().default(1),
})

const Numbered = component({
  name: 'numbered',
  state: (props: { id: number }) => props,
  on: {},
  view: s => <p>{s.id.toFixed(1)}</p>,
})

/** Never run: that it compiles is the test. What must not is in test/types. */
export const compiles = (): unknown =>
  serve({
    pages: {
      '/list/:kind': page(List, { params, title: 'The list', allow: who => who.principal !== null }),
      '/list': page(List, { params }),
      // the path's parameter is text, the component's prop is none: what the schema makes of it is
      '/numbered/:id': page(Numbered, { params: z.object({ id: z.coerce.number() }) }),
      '/slow/:word': page(List, { params: slow }),
    },
  })

/** A schema that takes its time and keeps what it was given. */
const slow: Schema<unknown, { kind: string; page: number }> & { given?: unknown } = {
  '~standard': {
    version: 1,
    vendor: 'test',
    async validate(value) {
      slow.given = value
      await Promise.resolve()
      const { word } = value as { word: string }
      return word === 'none' ? { issues: [{ message: 'none' }] } : { value: { kind: word, page: 0 } }
    },
  },
}

const visitor = (): Visitor => {
  const onTrouble = vi.fn<() => void>()
  const pages = { '/list/:kind': page(List, { params }), '/slow/:word': page(List, { params: slow }) }
  const handler = handlerOf(edgeOf({ pages, onTrouble }))
  open.push(handler)
  return new Visitor(request => handler.fetch(request))
}

describe('typed parameters', () => {
  it('are the component’s props, from the path and from the query', async () => {
    const ada = visitor()
    await ada.get('/list/new?page=3')
    expect(ada.page.text()).toBe('new at page 3')
    await ada.get('/list/old')
    expect(ada.page.text()).toBe('old at page 1')
  })

  it('that do not fit are answered with the plain page for what is not there', async () => {
    const ada = visitor()
    for (const path of ['/list/used', '/list/new?page=0', '/list/new?page=two', '/slow/none']) {
      const response = await ada.get(path)
      expect(response.status).toBe(404)
      expect(await response.text()).toContain('There is no page at this address.')
    }
  })

  it('may be read asynchronously; the path comes first, of a repeated name the last counts', async () => {
    const ada = await visitor().open('/slow/quick?word=other&x=1&x=2&__proto__=3')
    expect(ada.page.text()).toBe('quick at page 0')
    expect(Object.entries(slow.given as object)).toEqual([
      ['word', 'quick'],
      ['x', '2'],
      ['__proto__', '3'],
    ])
    await ada.click('quick at page 0')
    await ada.reads('quick at page 1')
  })
})
