// Whatever a program does and whatever happens to it, the conversation keeps its promises. Talk checks them after every step:
// the page is what a fresh render gives, a restore changes nothing, what runs is what the conversation says runs, everybody
// hangs in the tree, a failed event left no trace, the same event gives the same result.
import fc from 'fast-check'
import { restore, step } from 'repartee/kernel'
import type { Command, Turned } from 'repartee/kernel'
import { describe, expect, it } from 'vitest'
import { Talk, type Verbs } from '../../test/talk.ts'
import { build, moves, programs, type Move, type Program } from './program.fixture.tsx'

const RUNS = Number(process.env['REPARTEE_RUNS'] ?? 300)
const LONG = 30_000 + 200 * RUNS

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
      if (offer !== undefined) talk.send({ kind: 'offer', offer, ...supplied(offer) })
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

const isAstray = (talk: Talk): boolean => talk.troubles.some(each => String(each.error).includes('astray'))

function live(program: Program, played: readonly Move[], verbs?: Partial<Verbs>): void {
  const talk = new Talk(build(program), { to: '' }, verbs === undefined ? {} : { verbs })
  const seen: string[] = []
  for (const move of played) {
    make(talk, move, seen)
    expect(isAstray(talk)).toBe(false)
  }
  talk.send({ kind: 'end', why: 'expired' })
}

describe('a conversation, whatever its program and whatever happens', () => {
  it(
    'keeps its promises after every step, and leaves nothing at the end',
    () => {
      fc.assert(
        fc.property(programs, moves, (program, played) => live(program, played)),
        { numRuns: RUNS },
      )
    },
    LONG,
  )

  it(
    'shows the same pages whether or not it was restarted on the way',
    () => {
      fc.assert(
        fc.property(programs, moves, fc.nat(3), (program, played, often) => {
          const root = build(program)
          const steady = new Talk(root, { to: '' })
          const restarted = new Talk(root, { to: '' })
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
        }),
        { numRuns: Math.ceil(RUNS / 3) },
      )
    },
    LONG,
  )
})

describe('these properties can fail: they catch a kernel that', () => {
  const turned = (change: (turned: Turned) => Partial<Turned>): Partial<Verbs> => ({
    step: (...given) => {
      const result = step(...given)
      return { ...result, ...change(result) }
    },
  })
  const without = (what: Command['do']): Partial<Verbs> =>
    turned(({ commands }) => ({ commands: commands.filter(each => each.do !== what) }))
  let times = 0

  const mistakes: Record<string, Partial<Verbs>> = {
    'forgets to tell who left': without('leave'),
    'forgets to disarm a timer': without('disarm'),
    'forgets to arm a timer': without('arm'),
    'forgets to subscribe': without('subscribe'),
    'forgets to unsubscribe': without('unsubscribe'),
    'drops a patch': turned(({ patches }) => ({ patches: patches.slice(1) })),
    'sends patches in the wrong order': turned(({ patches }) => ({ patches: patches.toReversed() })),
    'paints more than changed': turned(({ patches, conversation }) => ({
      patches: [
        ...patches,
        ...patches.slice(0, 1).map(([target, html]) => [target, html.replace('<', '<i></i><')] as const),
      ],
      conversation,
    })),
    'lets effects out of a failed event': turned(({ outcome, commands }) => ({
      commands: outcome === 'failed' ? [...commands, { do: 'redirect', url: '/' }] : commands,
    })),
    'keeps the state of a failed event': {
      step: (world, conversation, event) => {
        const result = step(world, conversation, event)
        return result.outcome === 'failed' && event.kind === 'offer'
          ? { ...result, conversation: { ...result.conversation, seq: result.conversation.seq + 1 } }
          : result
      },
    },
    'takes whatever is offered': turned(({ outcome }) => ({
      outcome: outcome === 'refused' ? 'done' : outcome,
    })),
    'gives out ids again': turned(({ conversation }) => ({ conversation: { ...conversation, seq: 1 } })),
    'turns the clock back': turned(({ conversation }) => ({
      conversation: { ...conversation, now: conversation.now - 1 },
    })),
    'is not the same twice': turned(({ conversation }) => ({
      conversation: { ...conversation, seq: conversation.seq + (times++ % 2) },
    })),
    'leaves instances behind at the end': {
      step: (world, conversation, event) => {
        const result = step(world, conversation, event)
        return event.kind === 'end'
          ? { ...result, conversation: { ...result.conversation, instances: conversation.instances } }
          : result
      },
    },
    'restores with ids from the start': { restore: (world, text) => ({ ...restore(world, text), seq: 1 }) },
    'restores without the dialogs': { restore: (world, text) => ({ ...restore(world, text), overs: [] }) },
    'restores without what was waiting': {
      restore: (world, text) => restore(world, text.replaceAll(/"calls":\[[^\]]*\]/g, '"calls":[]')),
    },
  }

  it.each(Object.keys(mistakes))('%s', mistake => {
    const property = fc.property(programs, moves, (program, played) =>
      live(program, played, mistakes[mistake]),
    )
    expect(fc.check(property, { numRuns: 1000, endOnFailure: true, seed: 7 }).failed).toBe(true)
  })
})
