import { component, type Event } from 'repartee'
import { boot, definitionOf, step, type Conversation } from 'repartee/kernel'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'

interface Line {
  readonly id: number
  readonly text: string
}

const lines = (count: number): readonly Line[] =>
  Array.from({ length: count }, (_, id) => ({ id, text: `line ${id}` }))

/** A list in one view, of keyed elements or of keyed views; `calls` counts the views that were made. */
function list(kind: 'elements' | 'views', count: number) {
  const calls: number[] = []
  const Row = ({ line, pick }: { line: Line; pick: Event }) => {
    calls.push(line.id)
    return (
      <li class="a line with a rather long class">
        {line.text} <button onClick={pick}>pick {line.id}</button>
      </li>
    )
  }
  const List = component({
    name: `list of ${kind}`,
    state: () => ({ lines: lines(count), title: 'list' }),
    on: {
      pick: (s, id: number) => ({
        ...s,
        lines: s.lines.map(line => (line.id === id ? { ...line, text: `${line.text}!` } : line)),
      }),
      turn: s => ({ ...s, lines: s.lines.toReversed() }),
      drop: (s, id: number) => ({ ...s, lines: s.lines.filter(line => line.id !== id) }),
      add: (s, at: number) => ({ ...s, lines: s.lines.toSpliced(at, 0, { id: -1, text: 'new' }) }),
      name: s => ({ ...s, title: `${s.title}.` }),
    },
    view: (s, on) => (
      <section>
        <h1>{s.title}</h1>
        <button onClick={on.turn}>turn</button> <button onClick={on.drop(5)}>drop 5</button>{' '}
        <button onClick={on.add(5)}>add</button> <button onClick={on.name}>name</button>
        <ul>
          {s.lines.map(line =>
            kind === 'views' ? (
              <Row key={line.id} line={line} pick={on.pick(line.id)} />
            ) : (
              <li key={line.id} class="a line with a rather long class">
                {line.text} <button onClick={on.pick(line.id)}>pick {line.id}</button>
              </li>
            ),
          )}
        </ul>
      </section>
    ),
  })
  const talk = new Talk(List)
  return {
    List,
    talk,
    calls,
    /** The patches of a click. */
    click(label: string) {
      const { patches } = talk.click(label)
      return { patches, bytes: JSON.stringify(patches).length }
    },
  }
}

describe.each(['elements', 'views'] as const)('a list of keyed %s', kind => {
  it('sends one row of a thousand as that row', () => {
    const { click } = list(kind, 1000)
    const { patches } = click('pick 500')
    expect(patches).toEqual([
      [
        '1.500',
        "<li rp-k=500 class='a line with a rather long class'>line 500! <button rp-click=pick:500>pick 500</button></li>",
      ],
    ])
  })

  it('sends what came and what went with a few bytes for all that stayed', () => {
    const { click } = list(kind, 1000)
    const { patches, bytes } = click('drop 5')
    expect(patches[0]?.[1]).toContain('<ul><template rp-same="0-4 6-999"></template></ul>')
    expect(bytes).toBeLessThan(400)
    expect(click('add').patches[0]?.[1]).toMatch(
      /<ul><template rp-same=0-4><\/template><li rp-k=-1[^]*<\/li><template rp-same=5-998><\/template><\/ul>/,
    )
  })

  it('sends a thousand rows that were turned round without their contents', () => {
    const { click } = list(kind, 1000)
    expect(click('turn').patches[0]?.[1]).toContain('<ul><template rp-same=999-0></template></ul>')
    // Whoever speaks of one of them afterwards counts as the page now does.
    expect(click('pick 999').patches[0]?.[0]).toBe('1.0')
  })

  it('keeps the rows where only what is around them changed', () => {
    const { click } = list(kind, 1000)
    expect(click('name').patches[0]?.[1]).toContain('<h1>list.</h1>')
    expect(click('name').bytes).toBeLessThan(400)
  })

  it('takes what rows offer that were not made again, and not what they no longer offer', () => {
    const { talk, click } = list(kind, 10)
    click('name')
    click('turn')
    const forged = talk.page.offers('click').find(each => each.offer.endsWith('pick:5'))?.offer as string
    expect(talk.click('pick 5').outcome).toBe('done')
    click('drop 5')
    expect(talk.send({ kind: 'offer', offer: forged }).outcome).toBe('stale')
    expect(talk.send({ kind: 'offer', offer: forged.replace('5', '55') }).outcome).toBe('refused')
  })
})

it('keyed views are made again only where what they are given changed', () => {
  const { calls, List } = list('views', 100)
  const world = { program: new Map(), key: [17, 4], dev: false } as const
  const born = boot(world, definitionOf(List), {}, { cid: 'c', now: 1_000, principal: null })
  const made = (n: number, offer: string, from: Conversation): [Conversation, readonly number[]] => {
    calls.length = 0
    const { conversation } = step(world, from, { kind: 'offer', n, offer, now: 2_000 })
    return [conversation, [...calls]]
  }
  const [picked, one] = made(1, '1/pick:8', born.conversation)
  expect(one).toEqual([8])
  const [turned, none] = made(2, '1/turn', picked)
  expect(none).toEqual([])
  expect(made(3, '1/pick:9', turned)[1]).toEqual([9])
})

describe('a keyed view', () => {
  const Field = ({ name }: { name: string }) => (
    <p>
      {name} <input name={name} />
    </p>
  )

  it('still has its fields in the form around it when it is not made again', () => {
    const sent: unknown[] = []
    const Form = component({
      name: 'form of fields',
      state: () => ({ n: 0 }),
      on: {
        more: s => ({ n: s.n + 1 }),
        send: (s, fields: Record<string, string>) => (sent.push(fields), { n: s.n + 1 }),
      },
      view: (s, on) => (
        <form onSubmit={on.send}>
          {s.n} <button onClick={on.more}>more</button>
          {['a', 'b', 'c'].slice(0, 2 + (s.n % 2)).map(name => (
            <Field key={name} name={name} />
          ))}
        </form>
      ),
    })
    const talk = new Talk(Form)
    talk.click('more')
    talk.click('more')
    expect(talk.page.html()).toContain('send{a,b}')
    talk.click('more')
    expect(talk.page.html()).toContain('send{a,b,c}')
  })

  it('takes events for the same that say the same, also about a record', () => {
    let views = 0
    const Go = ({ act }: { act: Event }) => {
      views++
      return <button onClick={act}>go</button>
    }
    const Around = component({
      name: 'gives a record',
      state: () => ({ n: 0, at: 1 }),
      on: {
        go: (s, where: { at: number; list: readonly number[] }) => ({ ...s, at: where.at + 1 }),
        count: s => ({ ...s, n: s.n + 1 }),
      },
      view: (s, on) => (
        <div>
          {s.n} {s.at} <button onClick={on.count}>count</button>
          <Go key="go" act={on.go({ at: s.at, list: [1, 2] })} />
        </div>
      ),
    })
    const world = { program: new Map(), key: [1, 2], dev: false } as const
    const born = boot(world, definitionOf(Around), {}, { cid: 'c', now: 1, principal: null })
    views = 0
    const counted = step(world, born.conversation, { kind: 'offer', n: 1, offer: '1/count', now: 2 })
    expect(views).toBe(0)
    const offer = '1/go:{"at":1,"list":[1,2]}'
    expect(step(world, counted.conversation, { kind: 'offer', n: 2, offer, now: 3 }).outcome).toBe('done')
    expect(views).toBe(1)
  })

  it('is another one under another element, though its key is the same', () => {
    const Cell = ({ k }: { k: string }) => <b>{k}</b>
    const Two = component({
      name: 'two lists',
      state: () => ({ left: ['a', 'b'], right: ['c'] }),
      on: {
        move: s => ({ left: s.left.slice(1), right: [...s.left.slice(0, 1), ...s.right] }),
      },
      view: (s, on) => (
        <div>
          <button onClick={on.move}>move</button>
          {[s.left, s.right].map(keys => (
            <p>
              {keys.map(k => (
                <Cell key={k} k={k} />
              ))}
            </p>
          ))}
        </div>
      ),
    })
    const talk = new Talk(Two)
    const { patches } = talk.click('move')
    expect(patches[0]?.[1]).toBe(
      '<div rp-i=1><button rp-click=move>move</button><p><template rp-same=1></template></p>' +
        '<p><b rp-k=a>a</b><template rp-same=2></template></p></div>',
    )
  })
})

it('what cannot be counted in the page travels with what it stands in', () => {
  const Odd = component({
    name: 'odd',
    state: () => ({ n: 0 }),
    on: { more: s => ({ n: s.n + 1 }) },
    view: (s, on) => (
      <div>
        <button onClick={on.more}>more</button>
        <i key="before">before</i>
        <select name="s">
          {[1, 2].map(k => (
            <option key={k} value={String(k)}>
              {k + s.n}
            </option>
          ))}
        </select>
        <p rp-ignore>
          <b key="inside">its own</b>
        </p>
        <i key="after">{s.n}</i>
      </div>
    ),
  })
  const talk = new Talk(Odd)
  const { patches } = talk.click('more')
  expect(patches.map(([target]) => target)).toEqual(['1', '1.1'])
  expect(patches[0]?.[1]).toMatch(
    /<template rp-same=0>.*<option rp-k=1 value=1>2.*<b rp-k=inside>its own.*<template rp-same=1>/s,
  )
})
