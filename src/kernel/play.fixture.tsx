// What random conversations of random programs are held to. Each of these is a property: a function that throws if a promise was
// not kept. Talk checks after every step what always holds: the page is what a fresh render gives, a restore changes nothing,
// what runs is what the conversation says runs, everybody hangs in the tree, a failed event left no trace, the same
// event gives the same result. `verbs` puts a mistake into the kernel, to see whether it would be caught.
import { component, every, type Component } from 'repartee'
import { dueOf, step } from 'repartee/kernel'
import { expect } from 'vitest'
import { Talk, type Verbs } from '../../test/talk.ts'
import { punctual } from './late.fixture.ts'
import { build, type Move, type Program } from './program.fixture.tsx'

type Mistake = Partial<Verbs>

const offersOf = (talk: Talk): string[] =>
  ['click', 'input', 'submit'].flatMap(trigger => talk.page.offers(trigger).map(each => each.offer))

const supplied = (offer: string): object => {
  if (offer.endsWith('=')) return { value: 'text' }
  const names = /\{(.+)\}$/.exec(offer)?.[1]?.split(',').map(decodeURIComponent)
  return names === undefined ? {} : { fields: Object.fromEntries(names.map(name => [name, 'x'])) }
}

/** Makes a move; `seen` are the offers that were ever shown. */
function make(talk: Talk, move: Move, seen: string[]): void {
  if (talk.conversation.ended !== undefined) return
  const offers = offersOf(talk)
  for (const each of offers) if (!seen.includes(each)) seen.push(each)
  const [first = ''] = offers
  switch (move.what) {
    case 'click': {
      const offer = offers[move.which % offers.length]
      if (offer === undefined) return
      const { outcome } = talk.send({ kind: 'offer', offer, ...supplied(offer) })
      expect(['done', 'failed']).toContain(outcome)
      return
    }
    case 'late': {
      const offer = seen[move.which % seen.length]
      if (offer === undefined) return
      const isGone = !talk.conversation.instances.has(offer.split('/')[0] ?? '')
      const { outcome } = talk.send({ kind: 'offer', offer, ...supplied(offer) })
      if (isGone) expect(outcome).toBe('stale')
      return
    }
    case 'forge': {
      const forged = [
        `${first}1`,
        first.replace(/\/.*/, '/act:99'),
        first.replace(/:.*/, ''),
        '9999/act:0',
        `${first}:1`,
      ]
      const offer = forged[move.which % forged.length] ?? ''
      if (!offers.includes(offer)) expect(talk.send({ kind: 'offer', offer }).outcome).toBe('refused')
      return
    }
    case 'back':
    case 'forward': {
      const { back, forward } = talk.conversation.history
      const to = move.what === 'back' ? back.at(-1 - move.which) : forward[move.which]
      const { outcome } = talk.send({ kind: 'offer', offer: `@${to?.at ?? 9999}` })
      expect(['done', 'failed']).toContain(to === undefined ? 'done' : outcome)
      if (to === undefined) expect(outcome).toBe('refused')
      return
    }
    case 'pass':
      return talk.pass(move.ms)
    case 'jump':
      return jump(talk, move.ms)
    case 'publish':
      return talk.publish('news', move.which)
    case 'missed':
      return talk.missed()
    case 'read': {
      const keys = [...talk.watches.keys()].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
      const watch = talk.watches.get(keys[move.which % keys.length] ?? '')
      if (watch !== undefined) talk.send({ kind: 'read', iid: watch.iid, key: watch.key, value: move.which })
      return
    }
    case 'finish':
    case 'reject':
      return talk.finishAny(
        move.which,
        move.what === 'finish' ? { value: move.which } : { error: new Error('rejected') },
      )
    case 'restart':
      return talk.restart()
    case 'resync':
      return talk.resync()
  }
}

/** Each that is due by then is told once, the earliest first; after that none is due. */
function jump(talk: Talk, ms: number): void {
  talk.now += ms
  const due = dueOf(talk.conversation, talk.now)
  expect(due.map(({ timer }) => timer)).toEqual(
    [...talk.timers]
      .filter(([, timer]) => timer.due <= talk.now)
      .sort(([id, one], [other, { due }]) => one.due - due || id - other)
      .map(([id]) => id),
  )
  for (const { iid, timer } of due) if (talk.timers.delete(timer)) talk.send({ kind: 'timer', iid, timer })
  expect(dueOf(talk.conversation, talk.now)).toEqual([])
}

/** An answer came to somebody who had not asked. */
const isAstray = (talk: Talk): boolean => talk.troubles.some(each => String(each.error).includes('astray'))

/** Everything that may happen. */
export function live(program: Program, played: readonly Move[], verbs: Mistake = {}): void {
  const talk = new Talk(
    build(program),
    { to: '' },
    { verbs: { ...verbs, step: punctual(verbs.step ?? step) } },
  )
  const seen: string[] = []
  for (const move of played) {
    make(talk, move, seen)
    expect(isAstray(talk)).toBe(false)
  }
  talk.send({ kind: 'end', why: 'expired' })
}

/** Whether or not it is restarted on the way, it shows the same pages. */
export function restarts(
  program: Program,
  played: readonly Move[],
  often: number,
  verbs: Mistake = {},
): void {
  const root = build(program)
  const steady = new Talk(root, { to: '' })
  const restarted = new Talk(root, { to: '' }, { verbs })
  const seen: [string[], string[]] = [[], []]
  played.forEach((move, i) => {
    // What was withdrawn is not kept: a late click is then refused and not stale.
    if (move.what === 'restart' || move.what === 'late') return
    if (i % (often + 1) === 0 && restarted.conversation.ended === undefined) restarted.restart()
    make(steady, move, seen[0])
    make(restarted, move, seen[1])
    expect(restarted.page.html()).toBe(steady.page.html())
    expect(restarted.essence()).toEqual(steady.essence())
  })
}

const Beside = component({
  name: 'beside',
  state: () => ({ n: 0 }),
  on: { tick: s => ({ n: s.n + 1 }) },
  listen: (_s, on) => every(1000, on.tick),
  view: s => <b>beside {s.n}</b>,
})

/** A program beside a clock, each at an address of its own making. */
const framed = (root: Component<{ to: string }, unknown>): Component<{ to: string }, unknown> =>
  component({
    name: 'frame',
    state: () => ({}),
    on: {},
    view: (_s, _on, here) => {
      const Root = root
      return (
        <main>
          <Beside /> <Root to={here.instanceId} />
        </main>
      )
    },
  })

/** Each page is as it was left, in any order of going; what went on beside went on. Answers how many entries there were. */
export function travels(
  program: Program,
  clicks: readonly number[],
  trips: readonly number[],
  verbs: Mistake = {},
): number {
  const talk = new Talk(framed(build(program)), { to: '' }, { verbs })
  const left = new Map<number, readonly string[]>()
  const begun = talk.now
  const besideIs = (): void =>
    expect(talk.page.text()).toContain(`beside ${Math.floor((talk.now - begun) / 1000)}`)
  const page = (): readonly string[] => [
    talk.page.text().replace(/beside \d+/, ''),
    talk.conversation.history.address,
    ...talk.subscriptions,
  ]
  // Only the clock beside is to notice that time passes.
  const rest = (ms: number): void => {
    if (talk.timers.size === 1) talk.pass(ms)
  }
  left.set(0, page())
  for (const which of clicks) {
    if (which % 4 === 0) rest(which)
    // Nothing else happens but what makes entries, so that each entry is one page.
    const offers = talk.page.offers('click').filter(each => each.offer.includes('act:'))
    const offer = offers[which % offers.length]?.offer
    if (offer === undefined) break
    const before = talk.conversation.history.at
    const { outcome } = talk.send({ kind: 'offer', offer })
    if (talk.conversation.ended !== undefined) return 0
    if (outcome === 'done') expect(talk.conversation.history.at).not.toBe(before)
    left.set(talk.conversation.history.at, page())
    besideIs()
  }
  for (const trip of trips) {
    const { at, back, forward } = talk.conversation.history
    const to = [...back.map(each => each.at), at, ...forward.map(each => each.at)]
    expect(to).toHaveLength(left.size)
    const entry = to[trip % to.length] as number
    talk.send({ kind: 'offer', offer: `@${entry}` })
    expect(talk.conversation.history.at).toBe(entry)
    expect(page()).toEqual(left.get(entry))
    expect(talk.page.place).toMatchObject({ at: entry, behind: to.indexOf(entry) })
    if (trip % 3 === 0) talk.restart()
    if (trip % 2 === 0) rest(trip * 300)
    besideIs()
  }
  return left.size
}
