import { component } from 'repartee'
import { page } from 'repartee/server'
import { visit } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { Booking } from '../../examples/booking.tsx'
import { Chat } from '../../examples/chat.tsx'

const List = component({
  name: 'list of a visit',
  state: (props: { page: number }) => props,
  on: { next: s => ({ page: s.page + 1 }) },
  url: s => `/list?page=${s.page}`,
  view: (s, on) => (
    <p>
      page {s.page} <button onClick={on.next}>Next</button>
    </p>
  ),
})

const pages = {
  '/book': Booking,
  '/chat/:room': Chat,
  '/desk': page(Booking, { allow: who => who.principal !== null }),
  '/list': page(List, { params: z.object({ page: z.coerce.number().int().default(1) }) }),
}

describe('a visit', () => {
  it('opens a page with the parameters of its path', async () => {
    const room = await visit(pages, '/chat/green%20tea')
    room.shows('Nobody has said anything in green tea yet.')
    expect(room.address).toBe('/chat/green%20tea')
  })

  it('gives a page what its schema makes of path and query', async () => {
    const list = await visit(pages, '/list?page=7')
    expect(list.shows('page 7').click('Next').address).toBe('/list?page=8')
    expect((await visit(pages, '/list')).shows('page 1').address).toBe('/list?page=1')
  })

  it('is refused where serve would refuse it', async () => {
    await expect(visit(pages, '/desk')).rejects.toThrow('not open to this visitor')
    await expect(visit(pages, '/list?page=x')).rejects.toThrow('There is no page at /list?page=x')
    await expect(visit(pages, '/bok')).rejects.toThrow('/book')
    const desk = await visit(pages, '/desk', { principal: { name: 'Ada' } })
    expect(desk.shows('Your name?').principal).toEqual({ name: 'Ada' })
  })

  it('says what the rules of a page throw', async () => {
    const broken = { '/': page(Booking, { allow: () => Promise.reject(new Error('no database')) }) }
    await expect(visit(broken, '/')).rejects.toThrow('no database')
  })
})
