// repartee's half in the browser. Start reading here: the page is opened, offers are listened for, and the conversation that the
// page came with is taken up.
// Invariant: whatever goes wrong in here, the page stays readable and its links work.
import { newMemory } from './fields.ts'
import { openFiles } from './files.ts'
import { openFocus } from './focus.ts'
import { listenForOffers } from './offers.ts'
import { openPage } from './patch.ts'
import { openPending } from './pending.ts'
import { openRecovery, readBoot } from './recover.ts'
import { openStatus } from './status.ts'

/** Milliseconds until a page that nobody sees lets go of its connection. */
const HIDDEN = 300_000

function start(): void {
  const boot = readBoot(document)
  if (!boot) return console.warn('repartee: this page has no <meta name="repartee">, so it stays as it is.')
  const memory = newMemory()
  const status = openStatus(document, memory)
  const focus = openFocus(document)
  const pending = openPending(document, {
    say: (...wish) => say(...wish),
    tell: status.say,
  })
  const page = openPage(document, memory, focus, status, () => {
    hooks()
    pending.settle()
  })
  const recovery = openRecovery(boot, pending.over(page), status)
  const say = listenForOffers(document, memory, pending, (wish, isPress) => {
    if (isPress) focus.pressed(wish.element)
    if (!files(wish)) recovery.inbox.push(wish)
  })
  const files = openFiles(recovery, pending, status)
  const push = (element: Element, text: string): void => say(element, 'push', element, text)
  let hooks = (): void => {}
  if (boot.hooks)
    import('./hooks.ts').then(({ openHooks }) => (hooks = openHooks(boot.hooks, memory, push)), console.warn)

  let resting: ReturnType<typeof setTimeout> | undefined
  const seen = (): void => {
    clearTimeout(resting)
    if (document.hidden) resting = setTimeout(recovery.rest, HIDDEN)
    else recovery.wake()
  }
  document.addEventListener('visibilitychange', seen)
  // a page that nobody sees is in no hurry, and may be resting
  for (const change of ['online', 'offline'])
    addEventListener(change, () => document.hidden || recovery.wake(true))
  // also as it comes back from there
  addEventListener('pageshow', seen)
  // a page that lies in the back-forward cache has no use for a connection
  addEventListener('pagehide', recovery.hold)
  // before the request for what comes next, which `pagehide` is not
  addEventListener('beforeunload', recovery.leave)
}

start()
