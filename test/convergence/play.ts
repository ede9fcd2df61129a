// Plays a script in a world and says what does not hold. Whatever went wrong on the way, at the end the network is whole and a server is
// there: then every tab must come to rest, and go on.
import { build } from '../../src/kernel/program.fixture.tsx'
import { Desk } from './pages.fixture.tsx'
import { unkept, unrest } from './judge.ts'
import { Browser } from './browser.ts'
import { wordOf, type Script, type Step } from './script.ts'
import { Tab } from './tab.ts'
import { Visitor } from './visitor.ts'
import { World, type Pages } from './world.ts'

/** Everything has come to rest by then, in milliseconds: longer than the client waits for anything. */
const LONG = 240_000
/** So long, ms, that a conversation leaves memory that hears of nothing. */
const SHORT = 40_000
/** What the client may say of a network like that. */
const USUAL = /was not taken|streams from it bring nothing/

export interface Outcome {
  readonly wrong: readonly string[]
  /** Milliseconds of the world's, and things that happened. */
  readonly age: number
  readonly steps: number
  /** What passed between each tab and the server. */
  readonly log: readonly string[]
}

export async function play(script: Script, views: readonly Window[]): Promise<Outcome> {
  const { program } = script
  const pages: Pages = { '/desk/:at': Desk, ...(program && { '/program': build(program) }) }
  const world = new World(pages, script.seed)
  const browserOf = (): Browser => new Browser(world.time, script.limited ? 'http/1.1' : 'h2')
  const browser = browserOf()
  const wrong: string[] = []
  const onError = ({ error, reason }: { readonly error?: unknown; readonly reason?: unknown }): void =>
    void wrong.push(`uncaught: ${String(error ?? reason)}`)
  const failed = (event: Event): void => onError(event as ErrorEvent)
  for (const kind of ['error', 'unhandledrejection']) addEventListener(kind, failed)
  const visitors = views.slice(0, script.tabs).map((view, n) => {
    const tab = new Tab(world, view, script.seed + n, script.together ? browser : browserOf())
    const visitor = new Visitor(tab, 'xyzw'[n]!)
    tab.leaves = () => visitor.leave()
    return visitor
  })
  // of two that come at once without a cookie, one would lose the session that it was given
  for (const { tab } of visitors) {
    tab.go(program ? '/program' : '/desk/1')
    await world.time.pass(100)
  }
  /** The conversations as they were once they had begun. Before that, a server that is killed may have nothing of them. */
  const cids: string[] = []

  const look = (when: string): boolean => {
    for (const [n, { tab }] of visitors.entries())
      if (tab.document.documentElement.getAttribute('rp-state') === 'live') cids[n] ??= tab.cid
    for (const visitor of visitors)
      for (const each of visitor.wrong()) wrong.push(`${visitor.name}, ${when}: ${each}`)
    return wrong.length > 0
  }
  look('at the start')
  for (const [n, [step, ms]] of script.steps.entries()) {
    for (const { tab } of visitors) tab.net.log.push(`${world.time.age.toFixed(0)} ── ${wordOf(step)}`)
    // programs tick all the while: a quarter of an hour of that takes a minute to play
    const isShort = program !== undefined && step.do === 'away'
    await make(world, visitors, isShort ? { ...step, ms: Math.min(step.ms, SHORT) } : step)
    await world.time.pass(ms, () => look(`in step ${n + 1}, ${step.do}`))
    if (wrong.length > 0) break
  }

  if (wrong.length === 0) {
    for (const { tab } of visitors) {
      tab.net.heal()
      tab.asleep = 0
      tab.connect(true)
      tab.show(true)
    }
    world.unsure = 0
    await rest(world, visitors, wrong, program !== undefined, 'in the end')
    for (const [n, visitor] of visitors.entries())
      if (!program && visitor.tab.cid !== (cids[n] ?? visitor.tab.cid))
        wrong.push(`${visitor.name} is in another conversation`)
    // what looks alive is alive
    for (const visitor of visitors) visitor.hit('a')
    if (wrong.length === 0) await rest(world, visitors, wrong, program !== undefined, 'after all')
    look('after all')
    if (wrong.length === 0 && !program)
      for (const visitor of visitors)
        for (const each of unkept(world, visitor)) wrong.push(`${visitor.name}: ${each}`)
    const streams = visitors.flatMap(({ tab }) => tab.net.streams).length
    // one that finds out whether streams are let through may be on its way
    if (streams > visitors.length + 1) wrong.push(`${streams} streams are open`)
    for (const { name, tab } of visitors) {
      const odd = tab.said.filter(each => !USUAL.test(each))
      if (!script.steps.some(([{ do: what }]) => what === 'muddle') && odd.length > 0)
        wrong.push(`${name} said: ${odd.join(' | ')}`)
    }
  }
  // somebody was answered who had not asked
  for (const { error } of world.troubles) if (String(error).includes('astray')) wrong.push(String(error))
  for (const { tab } of visitors) tab.end()
  world.kill()
  for (const kind of ['error', 'unhandledrejection']) removeEventListener(kind, failed)
  const log = visitors.flatMap(({ name, tab }) => tab.net.log.map(line => `${name} ${line}`))
  return { wrong, age: world.time.age, steps: world.time.steps, log }
}

async function rest(
  world: World,
  visitors: readonly Visitor[],
  wrong: string[],
  canEnd: boolean,
  when: string,
): Promise<void> {
  const until = world.time.now + LONG
  for (let wait = 400; ; wait = Math.min(wait * 1.3, 8000)) {
    await world.time.pass(wait)
    const last = visitors.flatMap(({ name, tab }) => {
      const why = unrest(world, tab, canEnd)
      return why === '' ? [] : [`${name}, ${when}: ${why}`]
    })
    if (last.length === 0) return
    if (world.time.now > until) return void wrong.push(...last)
  }
}

async function make(world: World, visitors: readonly Visitor[], step: Step): Promise<void> {
  const { time } = world
  const visitor = visitors[('tab' in step ? step.tab : 0) % visitors.length]!
  const { tab } = visitor
  switch (step.do) {
    case 'press':
      return visitor.press(step.which)
    case 'move':
      return visitor.move(step.which)
    case 'hit':
      for (let n = 0; n < step.times; n++) visitor.hit(step.key)
      return
    case 'say':
      return visitor.say()
    case 'type':
      return visitor.type(step.which)
    case 'tick':
      return visitor.tick(step.which)
    case 'unfold':
      return visitor.unfold(step.which)
    case 'focus':
      return visitor.look(step.which)
    case 'back':
    case 'forward': {
      const by = step.do === 'back' ? -1 : 1
      return tab.canTravel(by) ? tab.travel(by) : undefined
    }
    case 'reload':
      return tab.reload()
    case 'hide':
    case 'show':
      return tab.show(step.do === 'show')
    case 'online':
      return tab.connect(true)
    case 'event is':
      return void tab.net.fates.events.push(step.fate)
    case 'stream is':
      return void tab.net.fates.streams.push(step.fate)
    case 'cut':
      for (const pipe of tab.net.streams) pipe.cut(step.after, step.clean, step.heard)
      return
    case 'vanish':
      for (const pipe of tab.net.streams) pipe.vanish()
      return
    case 'stall':
      tab.net.way.still = time.now + step.ms
      return
    case 'storm':
      tab.net.storm = time.now + Math.min(step.ms, 10_000)
      return
    case 'offline':
      tab.connect(false)
      return void time.in(step.ms, () => tab.connect(true))
    case 'sleep':
      tab.asleep = tab.net.way.still = time.now + step.ms
      return
    case 'rest':
      return tab.rest(step.ms)
    case 'away': {
      const { how, ms } = step
      if (how === 'put away') return tab.rest(ms)
      // else the server would only learn it from the system, in a quarter of an hour
      if (how === 'offline') for (const pipe of tab.net.streams) pipe.cut(0, false, true)
      const there = (is: boolean): void => (how === 'offline' ? tab.connect(is) : tab.show(is))
      there(false)
      await time.pass(ms)
      // what comes next may come first
      return void time.in(world.random() * 200, () => there(true))
    }
    case 'portions':
      tab.net.way.portion = step.bytes
      return
    case 'slow':
      tab.net.way.rate = step.bytes
      return
    case 'buffer':
      tab.net.way.buffered = step.yes
      if (!step.yes) tab.net.stir()
      return
    case 'muddle':
      tab.net.way.muddle = step.how
      return
    case 'restart':
      return void world.close().then(() => time.in(step.ms, () => world.start()))
    case 'kill':
      world.kill()
      for (const each of visitors) for (const pipe of each.tab.net.streams) pipe.cut(0, false, false)
      return void time.in(step.ms, () => world.start())
    case 'unsure':
      world.unsure = step.times
      return
    case 'pass':
      return time.pass(step.ms)
  }
}
