// Mistakes that the property has to find: for each thing that it claims, sources that do not keep it.
// A mistake whose text is not to be found any more is refused (bundle.ts): then say it in the words that are there now.
import type { Mistake } from './bundle.ts'
import type { Script, Step } from './script.ts'

const script = (...steps: [Step, number][]): Script => ({
  seed: 7,
  tabs: 1,
  together: true,
  limited: false,
  steps,
})

/** A click is on its way when the page is loaded again. */
const UNDER_WAY = script(
  [{ do: 'event is', tab: 0, fate: 'late' }, 5],
  [{ do: 'hit', tab: 0, key: 'c', times: 2 }, 34],
  [{ do: 'pass', ms: 4340 }, 6],
  [{ do: 'reload', tab: 0 }, 34],
  [{ do: 'pass', ms: 5976 }, 0],
)
/** An entry is gone to and left again while nothing can be heard, and all that was to be heard is lost. */
const GONE_ON = script(
  [{ do: 'move', tab: 0, which: 1 }, 200],
  [{ do: 'stall', tab: 0, ms: 30_000 }, 5],
  [{ do: 'back', tab: 0 }, 200],
  [{ do: 'move', tab: 0, which: 2 }, 200],
  [{ do: 'kill', ms: 300 }, 3000],
)

/** `at`: with this seed it is found soon, or a script by which it is. */
export const MISTAKES: Readonly<Record<string, Mistake & { readonly at: number | Script }>> = {
  // No event twice, none lost, all in their order.
  'the server forgets what it has heard': {
    at: 4,
    file: 'kernel/tasks.ts',
    was: `if (event.n <= conversation.heard) return 'stale'`,
    is: '',
  },
  'the server forgets what it has heard when it is restarted': {
    at: 4,
    file: 'kernel/kept.ts',
    was: '    heard,\n',
    is: '    heard: 0,\n',
  },
  'the client gives an event another number when it has reconnected': {
    at: 4,
    file: 'client/inbox.ts',
    was: `      while (queue[0]?.n && queue[0].n <= n) {`,
    is: `      for (const each of queue) delete each.n
      while (queue[0]?.n && queue[0].n <= n) {`,
  },
  'the client takes any answer for the server’s': {
    at: 12,
    file: 'client/inbox.ts',
    was: '!response || isStrange(response.status)',
    is: '!response',
  },
  'the client begins to count again where another document may have counted': {
    at: UNDER_WAY,
    file: 'client/inbox.ts',
    was: 'last = Math.max(last ?? n + resumed, n)',
    is: 'last = Math.max(last ?? n, n)',
  },
  // The page shows what the server has.
  'the ring leaves out a patch': {
    at: 12,
    file: 'server/stream.ts',
    was: 'if (each.n > cursor) this',
    is: 'if (each.n > cursor + 1) this',
  },
  'a reader that lagged is not sent what it missed': {
    at: 289,
    file: 'server/stream.ts',
    was: 'if (isBehind) this',
    is: 'if (this.seen < 0) this',
  },
  'the client applies frames as they come': {
    at: 364,
    file: 'client/talk.ts',
    was: `      if (cursor === undefined || id <= cursor) return
      if (id > cursor + 1) return stream.again()`,
    is: '',
  },
  'the client decodes portions one by one': {
    at: 13,
    file: 'client/ways.ts',
    was: 'new TextDecoderStream()',
    is: `new TransformStream<Uint8Array, string>({
      transform: (part, to) => to.enqueue(new TextDecoder().decode(part)),
    })`,
  },
  'the client forgets half a line': { at: 5, file: 'client/sse.ts', was: '(rest + text)', is: 'text' },
  'the client believes that a silent connection is one': {
    at: 203,
    file: 'client/stream.ts',
    was: 'silent() && now.abort()',
    is: 'silent()',
  },
  'the client stays at an entry that the server has left': {
    at: GONE_ON,
    file: 'client/place.ts',
    was: 'arrived: n => void (since = n)',
    is: 'arrived: () => {}',
  },
  // What the visitor has in the page stays there.
  'the client makes anew what it should make equal': {
    at: 2,
    file: 'client/patch.ts',
    was: '() => morph(old, made, memory)',
    is: '() => old.replaceWith(made)',
  },
  'the client gives up what was typed': {
    at: 6,
    file: 'client/fields.ts',
    was: 'will === was ? !dirty',
    is: 'will === was ? true',
  },
  // One page, one stream.
  'a request that was given up takes the place of the one after it': {
    at: 122,
    file: 'server/edge.ts',
    was: 'if (!(turn > held.stream.turn))',
    is: 'if (turn < 0)',
  },
}
