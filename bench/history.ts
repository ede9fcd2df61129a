// Going back and forward, and what the history costs that makes it possible.
// The baseline is what one would do without checkpoints: keep a snapshot of the former page, and restore it.
import { boot, definitionOf, restore, snapshot, step } from 'repartee/kernel'
import type { Conversation, World } from 'repartee/kernel'
import { Askers, Endless } from './history.fixture.tsx'
import type { Bench, Contender } from './harness.ts'

const worldOf = (): World => ({ program: new Map(), key: [17, 4], dev: false })

function begun(world: World, component: unknown, props: object): Conversation {
  return boot(world, definitionOf(component), props, { cid: 'c', now: 1, principal: null }).conversation
}

function press(world: World, conversation: Conversation, offer: string): Conversation {
  const n = conversation.heard + 1
  const turned = step(world, conversation, { kind: 'offer', n, now: n, offer })
  if (turned.outcome !== 'done') throw new Error(turned.outcome)
  return turned.conversation
}

/** After a question was called, back to the page before and forward again. */
const travelling =
  (many: number): Contender =>
  () => {
    const world = worldOf()
    let conversation = press(world, begun(world, Askers, { many }), '2/ask')
    return {
      run(times) {
        for (let i = 0; i < times; i++) conversation = press(world, conversation, i % 2 === 0 ? '@0' : '@1')
        // The next round begins where this one did.
        if (times % 2 === 1) conversation = press(world, conversation, '@1')
        return conversation.seq
      },
    }
  }

const restoring =
  (many: number): Contender =>
  () => {
    const world = worldOf()
    const before = begun(world, Askers, { many })
    const pages = [snapshot(before), snapshot(press(world, before, '2/ask'))]
    return {
      run(times) {
        let seq = 0
        for (let i = 0; i < times; i++) seq += restore(world, pages[i % 2] ?? '').seq
        return seq
      },
    }
  }

/** A flow that has answered so many questions. */
function long(world: World, answers: number): Conversation {
  let conversation = begun(world, Endless, {})
  for (let i = 0; i < answers; i++) {
    const asked = [...conversation.instances.keys()].at(-1) ?? ''
    conversation = press(world, conversation, `${asked}/yes`)
  }
  return conversation
}

export default async function history(bench: Bench): Promise<void> {
  for (const many of [1, 10, 100, 1000])
    await bench.compare(`back or forward, one page of ${many} that can ask`, {
      ours: travelling(many),
      baselines: { 'restore a snapshot': restoring(many) },
    })

  const world = worldOf()
  for (const answers of [0, 5, 50]) {
    const conversation = long(world, answers)
    bench.report(`bytes of a snapshot after ${answers} answers`, {
      unit: 'B',
      ours: [snapshot(conversation).length],
      baselines: {
        'without history': [snapshot(withoutHistory(conversation)).length],
      },
    })
    await bench.compare(`snapshot after ${answers} answers`, {
      ours: () => ({
        run(times) {
          let bytes = 0
          for (let i = 0; i < times; i++) bytes += snapshot(conversation).length
          return bytes
        },
      }),
      baselines: {
        'without history': () => {
          const plain = withoutHistory(conversation)
          return {
            run(times) {
              let bytes = 0
              for (let i = 0; i < times; i++) bytes += snapshot(plain).length
              return bytes
            },
          }
        },
      },
    })
  }

  bench.heap('bytes of a conversation after 50 answers', {
    items: 1000,
    ours: items => Array.from({ length: items }, () => long(world, 50)),
    baselines: {
      'without history': items => Array.from({ length: items }, () => withoutHistory(long(world, 50))),
    },
  })
}

const withoutHistory = (conversation: Conversation): Conversation => ({
  ...conversation,
  history: { ...conversation.history, back: [], forward: [] },
})
