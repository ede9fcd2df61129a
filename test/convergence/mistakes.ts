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
const hit: Step = { do: 'hit', tab: 0, key: 'b', times: 2 }
/** The button whose handler throws. */
const fails: Step = { do: 'press', tab: 0, which: 24 }
const once: Step = { do: 'hit', tab: 0, key: 'b', times: 1 }
const late: Step = { do: 'stream is', tab: 0, fate: 'late' }
const away: Step = { do: 'offline', tab: 0, ms: 1 }
const cut: Step = { do: 'cut', tab: 0, after: 0, clean: false, heard: true }

/** `at`: a script by which it is found. Random ones find most of them, too, but in their own time. */
export const MISTAKES: Readonly<Record<string, Mistake & { readonly at: Script }>> = {
  // No event twice, none lost, all in their order.
  'the server forgets what it has heard': {
    at: script([{ do: 'event is', tab: 0, fate: 'twice' }, 0], [hit, 4000]),
    file: 'kernel/tasks.ts',
    was: `if (event.n <= conversation.heard) return 'stale'`,
    is: '',
  },
  'the server forgets what it has heard when it is restarted': {
    at: script(
      [{ do: 'event is', tab: 0, fate: 'unanswered' }, 0],
      [hit, 60],
      [{ do: 'kill', ms: 100 }, 3000],
    ),
    file: 'kernel/kept.ts',
    was: '    heard,\n',
    is: '    heard: 0,\n',
  },
  'the client gives an event another number when it has reconnected': {
    at: script(
      [{ do: 'event is', tab: 0, fate: 'unanswered' }, 0],
      [{ do: 'event is', tab: 0, fate: 'slowed' }, 0],
      [hit, 150],
      [cut, 3000],
    ),
    file: 'client/inbox.ts',
    was: `      while (queue[0]?.n && queue[0].n <= n) {`,
    is: `      for (const each of queue) delete each.n
      while (queue[0]?.n && queue[0].n <= n) {`,
  },
  'the client takes any answer for the server’s': {
    at: script([{ do: 'event is', tab: 0, fate: 'garbled' }, 0], [hit, 1000]),
    file: 'client/inbox.ts',
    was: '!response || isStrange(response.status)',
    is: '!response',
  },
  'the client begins to count again where another document may have counted': {
    at: script([{ do: 'event is', tab: 0, fate: 'late' }, 5], [hit, 4400], [{ do: 'reload', tab: 0 }, 6000]),
    file: 'client/inbox.ts',
    was: 'last = Math.max(last ?? resumed, n)',
    is: 'last = Math.max(last ?? n, n)',
  },
  'the client begins to count anew as far ahead as another document may have begun': {
    at: script(
      [{ do: 'reload', tab: 0 }, 3000],
      [{ do: 'event is', tab: 0, fate: 'late' }, 5],
      [hit, 1000],
      [{ do: 'reload', tab: 0 }, 9000],
    ),
    file: 'client/inbox.ts',
    was: 'resumed = isResumed ? Date.now() : 0',
    is: 'resumed = isResumed ? 100 : 0',
  },
  // The page shows what the server has.
  'the ring leaves out a patch': {
    at: script([once, 500], [{ do: 'stall', tab: 0, ms: 2000 }, 0], [once, 300], [cut, 3000]),
    file: 'server/stream.ts',
    was: 'if (each.n > cursor) this',
    is: 'if (each.n > cursor + 1) this',
  },
  'a reader that lagged is not sent what it missed': {
    at: script(
      [{ do: 'slow', tab: 0, bytes: 2000 }, 0],
      [{ do: 'press', tab: 0, which: 3 }, 300],
      [hit, 300],
    ),
    file: 'server/stream.ts',
    was: 'this.resync(this.#sent)',
    is: '',
  },
  'the client applies frames as they come': {
    at: script([{ do: 'muddle', tab: 0, how: 'swapped' }, 0], [hit, 3000]),
    file: 'client/talk.ts',
    was: `      if (id <= cursor!) return
      // Also where the whole view has not come: it is older than this.
      if (id !== cursor! + 1) return stream.again()`,
    is: '',
  },
  'the client does not miss what was before a word': {
    at: script([{ do: 'muddle', tab: 0, how: 'swapped' }, 0], [fails, 300], [fails, 3000]),
    file: 'client/talk.ts',
    was: '      else if (id > whole) return stream.again()\n',
    is: '',
  },
  'the client decodes portions one by one': {
    at: script([{ do: 'portions', tab: 0, bytes: 1 }, 0], [{ do: 'say', tab: 0 }, 1000]),
    file: 'client/ways.ts',
    was: 'new TextDecoderStream()',
    is: `new TransformStream<Uint8Array, string>({
      transform: (part, to) => to.enqueue(new TextDecoder().decode(part)),
    })`,
  },
  'the client forgets half a line': {
    at: script(
      [once, 500],
      [{ do: 'portions', tab: 0, bytes: 5 }, 0],
      [{ do: 'say', tab: 0 }, 1000],
      [hit, 1000],
    ),
    file: 'client/sse.ts',
    was: '(rest + text)',
    is: 'text',
  },
  'the client believes that a silent connection is one': {
    at: script([{ do: 'press', tab: 0, which: 20 }, 2000], [{ do: 'vanish', tab: 0 }, 0]),
    file: 'client/stream.ts',
    was: 'silent() && now.abort()',
    is: 'silent()',
  },
  'the client stays at an entry that the server has left': {
    at: script(
      [{ do: 'move', tab: 0, which: 1 }, 200],
      [{ do: 'stall', tab: 0, ms: 30_000 }, 5],
      [{ do: 'back', tab: 0 }, 200],
      [{ do: 'move', tab: 0, which: 2 }, 200],
      [{ do: 'kill', ms: 300 }, 3000],
    ),
    file: 'client/place.ts',
    was: 'arrived: n => void (since = n)',
    is: 'arrived: () => {}',
  },
  'what a conversation that slept says is counted as if it had been said': {
    at: script(
      [once, 1000],
      [{ do: 'away', tab: 0, how: 'offline', ms: 660_000 }, 10],
      [{ do: 'stream is', tab: 0, fate: 'late' }, 0],
      [once, 3000],
    ),
    file: 'server/opening.ts',
    was: '? still.n :',
    is: '? still.n - 1 :',
  },
  // What the visitor has in the page stays there.
  'the client makes anew what it should make equal': {
    at: script([hit, 1000]),
    file: 'client/patch.ts',
    was: '() => morph(old, made, memory)',
    is: '() => old.replaceWith(made)',
  },
  'the client gives up what was typed': {
    at: script([{ do: 'type', tab: 0, which: 6 }, 0], [hit, 1000]),
    file: 'client/fields.ts',
    was: 'will === was ? !dirty',
    is: 'will === was ? true',
  },
  // One page, one stream.
  'a request that was given up takes the place of the one after it': {
    at: {
      ...script(
        [late, 0],
        [cut, 300],
        [away, 300],
        [late, 0],
        [cut, 300],
        [away, 300],
        [late, 0],
        [cut, 300],
        [away, 9000],
      ),
      seed: 8,
    },
    file: 'server/edge.ts',
    was: 'if (!(turn > held.stream.turn))',
    is: 'if (turn < 0)',
  },
  // Nothing that is kept is given up.
  'what nobody can know is taken for an end': {
    at: script([{ do: 'unsure', times: 5 }, 0], [hit, 1000]),
    file: 'server/keeper.ts',
    was: 'lost: 503',
    is: 'lost: 410',
  },
}
