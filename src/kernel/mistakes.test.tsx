// The properties can fail: for each promise, mistakes are put into the kernel, and the properties find them.
import fc from 'fast-check'
import { restore, step } from 'repartee/kernel'
import type { Command, Conversation, Instance, Turned } from 'repartee/kernel'
import { describe, expect, it } from 'vitest'
import type { Verbs } from '../../test/talk.ts'
import { live, restarts, travels } from './play.fixture.tsx'
import { movers, moves, programs } from './program.fixture.tsx'

type Mistake = Partial<Verbs>
type Change = Partial<Turned> | undefined
type Timer = Instance['timers'][number]

/** After each step, something is otherwise. */
const after = (change: (turned: Turned, before: Conversation, offer: string) => Change): Mistake => ({
  step: (world, conversation, event) => {
    const turned = step(world, conversation, event)
    return { ...turned, ...change(turned, conversation, event.kind === 'offer' ? event.offer : '') }
  },
})
const without = (what: Command['do']): Mistake =>
  after(({ commands }) => ({ commands: commands.filter(each => each.do !== what) }))
const kept = (change: (text: string) => string): Mistake => ({
  restore: (world, text) => restore(world, change(text)),
})

/** Every instance that is of this kind, changed. */
function each(
  conversation: Conversation,
  change: (instance: Instance) => Partial<Instance> | undefined,
): Conversation {
  let { instances } = conversation
  for (const instance of conversation.instances.values()) {
    const changed = change(instance)
    if (changed !== undefined) instances = instances.with(instance.iid, { ...instance, ...changed })
  }
  return { ...conversation, instances }
}

/** Every timer, changed. */
const timed = (conversation: Conversation, change: (timer: Timer) => Timer): Conversation =>
  each(conversation, ({ timers }) => (timers.length === 0 ? undefined : { timers: timers.map(change) }))

/** A timer that rang is due again at another time. */
const dueAgain = (next: (was: Timer & { due: number }, now: number) => number | undefined): Mistake => ({
  step: (world, conversation, event) => {
    const turned = step(world, conversation, event)
    if (event.kind !== 'timer') return turned
    const was = conversation.instances.get(event.iid)?.timers.find(({ id }) => id === event.timer)
    if (was?.due === undefined) return turned
    const due = next({ ...was, due: was.due }, turned.conversation.now)
    if (due === undefined) return turned
    const commands = turned.commands.filter(one => one.do !== 'arm' || one.timer !== was.id)
    const { iid, timer } = event
    let isThere = false
    const again = timed(turned.conversation, one => {
      if (one.id !== timer) return one
      isThere = true
      return { ...one, due }
    })
    return isThere
      ? { ...turned, conversation: again, commands: [...commands, { do: 'arm', iid, timer, due }] }
      : turned
  },
})

const fires = ({ late: _, ...timer }: Timer): Timer => timer

const going = (offer: string): boolean => offer.startsWith('@')
let times = 0

/** By promise; where a mistake is one of going back and forward or of restarting, it says so. */
const MISTAKES: Readonly<Record<string, readonly [promise: string, mistake: Mistake]>> = {
  'restores with ids from the start': [
    'K1',
    { restore: (world, text) => ({ ...restore(world, text), seq: 1 }) },
  ],
  'restores without the dialogs': [
    'K1',
    { restore: (world, text) => ({ ...restore(world, text), overs: [] }) },
  ],
  'keeps the state of a failed event': [
    'K2',
    after(({ outcome, conversation }, _, offer) =>
      outcome === 'failed' && offer !== ''
        ? { conversation: { ...conversation, seq: conversation.seq + 1 } }
        : undefined,
    ),
  ],
  'turns the clock back': [
    'K2',
    after(({ conversation }) => ({ conversation: { ...conversation, now: conversation.now - 1 } })),
  ],
  'lets effects out of a failed event': [
    'K3',
    after(({ outcome, commands }) =>
      outcome === 'failed' ? { commands: [...commands, { do: 'redirect', url: '/' }] } : undefined,
    ),
  ],
  'changes the page of a failed event': [
    'K3',
    after(({ outcome, patches }, { root }) =>
      outcome === 'failed' ? { patches: [...patches, [root, `<p rp-i=${root}>oops</p>`]] } : undefined,
    ),
  ],
  'takes a late click for a wrong one': [
    'K4',
    after(({ outcome }) => (outcome === 'stale' ? { outcome: 'refused' } : undefined)),
  ],
  'takes whatever is offered': [
    'K4',
    after(({ outcome }) => (outcome === 'refused' ? { outcome: 'done' } : undefined)),
  ],
  'hangs who is called on the root': [
    'K5',
    after(({ conversation }) => ({
      conversation: each(conversation, ({ owner }) =>
        owner.as === 'callee' ? { owner: { ...owner, of: conversation.root } } : undefined,
      ),
    })),
  ],
  'paints more than changed': [
    'K5',
    after(({ patches }) => ({
      patches: [
        ...patches,
        ...patches.slice(0, 1).map(([target, html]) => [target, html.replace('<', '<i></i><')] as const),
      ],
    })),
  ],
  'gives an answer to another handler than asked': [
    'K6',
    after(({ conversation }) => ({
      conversation: each(conversation, ({ frames }) =>
        frames.length === 0 ? undefined : { frames: frames.map(one => ({ ...one, id: one.id + 1 })) },
      ),
    })),
  ],
  'tells a caller what it was not answered': [
    'K6',
    {
      step: (world, conversation, event) =>
        step(
          world,
          each(conversation, ({ frames }) =>
            frames.some(one => one.journal.some(entry => isAnswer(entry.value)))
              ? {
                  frames: frames.map(one => ({
                    ...one,
                    journal: one.journal.map(entry =>
                      isAnswer(entry.value) ? { ...entry, value: { to: 'nobody', n: 0 } } : entry,
                    ),
                  })),
                }
              : undefined,
          ),
          event,
        ),
    },
  ],
  'forgets to tell who left': ['K7', without('leave')],
  'forgets to disarm a timer': ['K7', without('disarm')],
  'forgets to arm a timer': ['K7', without('arm')],
  'forgets to subscribe': ['K7', without('subscribe')],
  'forgets to unsubscribe': ['K7', without('unsubscribe')],
  'leaves instances behind at the end': [
    'K7',
    after(({ conversation }, before) =>
      conversation.ended === undefined
        ? undefined
        : { conversation: { ...conversation, instances: before.instances } },
    ),
  ],
  'drops a patch': ['K8', after(({ patches }) => ({ patches: patches.slice(1) }))],
  'sends patches in the wrong order': ['K8', after(({ patches }) => ({ patches: patches.toReversed() }))],
  'shows a list in another order': [
    'K8',
    after(({ patches }) => ({
      patches: patches.map(([target, html, ...place]) => [
        target,
        html.replace(/(<li.*?<\/li>)(<li.*?<\/li>)/s, '$2$1'),
        ...place,
      ]),
    })),
  ],
  'counts one too far among what the page keeps': [
    'K8',
    after(({ patches }) => ({
      patches: patches.map(([target, html, ...place]) => [
        target,
        html.replace(/rp-same=0/, 'rp-same=1'),
        ...place,
      ]),
    })),
  ],
  'patches the element beside the one with the key': [
    'K8',
    after(({ patches }) => ({
      patches: patches.map(([target, ...rest]) => [
        target.replace(/\.(\d+)$/, (_, at: string) => `.${Number(at) + 1}`),
        ...rest,
      ]),
    })),
  ],
  'restores without what was waiting': [
    'K9',
    kept(text => text.replaceAll(/"calls":\[[^\]]*\]/g, '"calls":[]')),
  ],
  'restores flows at their beginning': [
    'K9',
    {
      restore: (world, text) =>
        each(restore(world, text), ({ frames }) =>
          frames.some(one => one.journal.length > 0)
            ? { frames: frames.map(one => ({ ...one, journal: one.journal.slice(0, -1) })) }
            : undefined,
        ),
    },
  ],
  'fires once for each tick that was missed': [
    'K9',
    dueAgain(({ due, every }) => (every === undefined ? undefined : due + every)),
  ],
  'begins a rhythm anew where it was late': [
    'K9',
    dueAgain(({ every }, now) => (every === undefined ? undefined : now + every)),
  ],
  'fires again what fires once': [
    'K9',
    dueAgain(({ every }, now) => (every === undefined ? now + 100 : undefined)),
  ],
  'fires what it was to skip': [
    'K9',
    {
      step: (world, conversation, event) =>
        step(world, event.kind === 'timer' ? timed(conversation, fires) : conversation, event),
    },
  ],
  'skips what was only late': [
    'K9',
    {
      step: (world, conversation, event) =>
        step(
          world,
          event.kind === 'timer' ? timed(conversation, one => ({ ...one, late: 'skip' })) : conversation,
          event,
        ),
    },
  ],
  'stays where it is': [
    'K10',
    {
      step: (world, conversation, event) =>
        event.kind === 'offer' && going(event.offer)
          ? step(world, conversation, { ...event, offer: `@${conversation.history.at}` })
          : step(world, conversation, event),
    },
  ],
  'goes back without the clean-up': [
    'K10',
    after(({ commands }, _, offer) =>
      going(offer)
        ? { commands: commands.filter(one => one.do !== 'leave' && one.do !== 'disarm') }
        : undefined,
    ),
  ],
  'leaves the address as it was': [
    'K10',
    after(({ conversation, patches }, before, offer) =>
      going(offer)
        ? {
            conversation: {
              ...conversation,
              history: { ...conversation.history, address: before.history.address },
            },
            patches: patches.map(each =>
              each[0] === '@' ? ([each[0], before.history.address, ...each.slice(2)] as never) : each,
            ),
          }
        : undefined,
    ),
  ],
  'undoes what time brought': [
    'K10',
    after(({ conversation }, _, offer) =>
      going(offer)
        ? {
            conversation: each(conversation, ({ definition, state }) =>
              definition.name === 'beside' && (state as { n: number }).n > 0
                ? { state: { n: 0 } }
                : undefined,
            ),
          }
        : undefined,
    ),
  ],
  'forgets what is ahead': [
    'K10',
    after(({ conversation }, _, offer) =>
      going(offer)
        ? { conversation: { ...conversation, history: { ...conversation.history, forward: [] } } }
        : undefined,
    ),
  ],
  'makes an entry of whatever happens': [
    'K10',
    after(({ conversation }, _, offer) =>
      offer === ''
        ? {
            conversation: {
              ...conversation,
              history: { ...conversation.history, at: conversation.history.at + 1 },
            },
          }
        : undefined,
    ),
  ],
  'restores without its history': [
    'K10',
    kept(text => text.replaceAll(/"(back|forward)":\[/g, '"not $1":[')),
  ],
  'gives out ids again': [
    'K11',
    after(({ conversation }) => ({ conversation: { ...conversation, seq: 1 } })),
  ],
  'is not the same twice': [
    'K11',
    after(({ conversation }) => ({
      conversation: { ...conversation, seq: conversation.seq + (times++ % 2) },
    })),
  ],
}

function isAnswer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'to' in value
}

const clicks = fc.array(fc.nat(2000), { minLength: 1, maxLength: 6 })
const trips = fc.array(fc.nat(9), { maxLength: 8 })

/** Whether one of the properties finds the mistake. */
function isFound(mistake: Mistake): boolean {
  const finds = (property: fc.IPropertyWithHooks<never>): boolean =>
    fc.check(property, { numRuns: 1000, endOnFailure: true, seed: 7 }).failed
  return (
    finds(fc.property(programs, moves, (program, played) => live(program, played, mistake)) as never) ||
    finds(
      fc.property(movers, clicks, trips, (program, pressed, went) => {
        travels(program, pressed, went, mistake)
      }) as never,
    ) ||
    finds(fc.property(programs, moves, (program, played) => restarts(program, played, 0, mistake)) as never)
  )
}

describe('the properties catch a kernel that', () => {
  it.each(Object.entries(MISTAKES).map(([what, [promise]]) => [promise, what] as const))(
    'does not keep %s: it %s',
    (_, what) => {
      expect(isFound(MISTAKES[what]?.[1] ?? {})).toBe(true)
    },
  )

  it('does not keep any of the promises', () => {
    const promises = new Set(Object.values(MISTAKES).map(([promise]) => promise))
    expect([...promises]).toEqual(Array.from({ length: 11 }, (_, i) => `K${i + 1}`))
  })
})
