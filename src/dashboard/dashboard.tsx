// The dashboard: one component, whose state is a place and what was seen there; screens are views of that.
// Invariant: everything it knows came with an event (the address, a nudge, what io brought), so it is an ordinary page that can be
// kept, replayed and forked; whatever it changes goes through `performAnywhere`.
// Does not know any screen. Past 250 lines, as it is one component with its handlers.
import { after, component, io, watch, type Component, type Fields, type Node } from 'repartee'
import { performAnywhere } from './acting.ts'
import { Ask, type Asking } from './asking.tsx'
import type { Desk } from './desk.ts'
import { Frame, STEPS } from './frame.tsx'
import type { FrameData, Seen } from './look.ts'
import type { Looks } from './mirror.ts'
import { fitting, MOST_FOUND, Palette, type Entry } from './palette.tsx'
import { entriesOf } from './entries.ts'
import { having, queryOf, to, type Place } from './place.ts'
import type { Act, Shown } from './screen.ts'
import { screenOf } from './screens.ts'
import { verbOf, type Did } from './verbs.ts'

export interface DashboardProps {
  readonly place: Place
  readonly seen: Seen
}

interface State extends DashboardProps {
  /** What the address says: the place, or where its search or time stood a moment ago. */
  readonly address: Place
  /** How far the slider of time reaches: in the past it stands still, so that its steps do. */
  readonly reach: FrameData['past']
  readonly said:
    | { readonly text: string; readonly bad: boolean; readonly go?: string | undefined }
    | undefined
  readonly asking: Asking | undefined
  readonly palette:
    | {
        readonly text: string
        readonly entries: readonly Entry[]
        /** The chosen one of those found. */
        readonly at: number
        readonly found: readonly Entry[]
        readonly more: number
      }
    | undefined
  readonly result: Shown<unknown>['result']
}

/** Nudges come at most 20 times a second; a person reads no faster than half of that. */
const AT_MOST_EVERY_MS = 100
const SAID_MS = 8000
/** Letters of a search and steps through time are no places to come back to: the address follows when they rest. */
const REST_MS = 600
/** What leads somewhere stays until somebody went there. */
const LEADS_MS = 60_000

export function dashboardOf(desk: Desk, looks: Looks): Component<DashboardProps, never> {
  const name = `ops dashboard ${desk.at}`
  desk.ops.hide(name)
  const did = (title: string, target: string, result: Did): State['said'] =>
    result.done
      ? { text: result.say ?? `${title} ${target}`.trim(), bad: false, go: result.go }
      : { text: `Not done: ${result.why}`, bad: true }

  const reachOf = (s: State): FrameData['past'] => (s.place.at === 0 ? s.seen.frame.past : s.reach)

  function* going(place: Place) {
    const seen: Seen = yield* io(() => looks.look(place))
    return (s: State) => {
      const stays = place.screen === s.place.screen && place.id === s.place.id
      const result = stays ? s.result : undefined
      return {
        ...s,
        place,
        address: place,
        reach: reachOf(s),
        seen,
        palette: undefined,
        asking: undefined,
        result,
      }
    }
  }

  /** To the same place, a little other: of several in a row Back leads through none but the first. */
  function* shifting(place: Place, goesOn: (before: Place) => boolean) {
    const seen: Seen = yield* io(() => looks.look(place))
    return (s: State) => {
      const address = goesOn(s.place) ? s.address : place
      return { ...s, place, address, reach: reachOf(s), seen }
    }
  }

  function sought(text: string, entries: readonly Entry[]): NonNullable<State['palette']> {
    const all = fitting(entries, text)
    return {
      text,
      entries,
      at: 0,
      found: all.slice(0, MOST_FOUND),
      more: Math.max(0, all.length - MOST_FOUND),
    }
  }

  /** Does it, or asks first. */
  function* wishing(
    act: Act,
    fields: Readonly<Record<string, string>>,
    here: { cid: string; principal: unknown },
  ) {
    const ask = verbOf(act.do)?.ask
    const question = typeof ask === 'function' ? ask(fields) : ask
    if (question === undefined) return yield* acting(act, fields, here)
    return (s: State) => ({ ...s, palette: undefined, asking: { act, fields, question } })
  }

  function* acting(
    act: Act,
    fields: Readonly<Record<string, string>>,
    here: { cid: string; principal: unknown },
  ) {
    const verb = verbOf(act.do)
    const result: Did = yield* io(() => performAnywhere(desk, act, fields, here))
    const said = did(verb?.did ?? act.do, act.target, result)
    const brought = result.done && result.result !== undefined ? { act, value: result.result } : undefined
    return (s: State) => ({ ...s, said, palette: undefined, asking: undefined, result: brought ?? s.result })
  }

  return component({
    name,
    // What it shows of others is theirs, and what it shows of itself would hold itself.
    redact: ['seen', 'frame', 'data', 'result'],
    state: (props: DashboardProps): State => ({
      ...props,
      address: props.place,
      reach: props.seen.frame.past,
      said: undefined,
      palette: undefined,
      asking: undefined,
      result: undefined,
    }),
    url: s => desk.at + queryOf(s.address),
    on: {
      *go(_: State, place: Place) {
        return yield* going(place)
      },
      *typed(s: State, text: string) {
        const place = having(s.place, { text })
        return yield* shifting(place, ({ q }) => q['text'] !== undefined && text !== '')
      },
      *when(s: State, value: string) {
        const [from, until] = reachOf(s)
        const step = Number(value)
        const at = step >= STEPS ? 0 : Math.round(from + (Math.max(0, step || 0) / STEPS) * (until - from))
        return yield* shifting({ ...s.place, at }, before => before.at !== 0 && at !== 0)
      },
      /** The latest moment that is kept, to be looked at in peace; or now again. */
      *hold(s: State) {
        return yield* going({ ...s.place, at: s.place.at === 0 ? s.seen.frame.past[1] : 0 })
      },
      rest: (s: State) => ({ ...s, address: s.place }),
      seen: (s: State, seen: Seen) => ({ ...s, seen }),
      *act({ place }: State, act: Act, here) {
        return yield* wishing(actAt(place, act), {}, here)
      },
      *sent({ place }: State, sent: Fields, here) {
        const fields: Record<string, string> = {}
        for (const [name, value] of Object.entries(sent))
          if (typeof value === 'string' || typeof value === 'number') fields[name] = String(value)
        const act = { do: fields['do'] ?? '', target: fields['target'] ?? '' }
        return yield* wishing(actAt(place, act), fields, here)
      },
      *sure({ asking }: State, _: void, here) {
        if (asking !== undefined) return yield* acting(asking.act, asking.fields, here)
        return (s: State) => s
      },
      unsure: (s: State) => ({ ...s, asking: undefined }),
      quiet: (s: State) => ({ ...s, said: undefined }),
      *palette(s: State, _: void, here) {
        if (s.palette !== undefined) return (now: State) => ({ ...now, palette: undefined })
        const role = desk.role(here.principal)
        // Of the past nothing can be changed.
        const as = s.place.at === 0 ? role : 'viewer'
        const entries = yield* io(() => Promise.resolve(entriesOf(desk, as)))
        return (now: State) => ({ ...now, palette: sought('', entries) })
      },
      sought: (s: State, text: string) =>
        s.palette === undefined ? s : { ...s, palette: sought(text, s.palette.entries) },
      *pressed(s: State, key: string, here) {
        const { palette } = s
        if (palette === undefined) return s
        const count = palette.found.length
        const by = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
        if (by !== 0 && count > 0)
          return { ...s, palette: { ...palette, at: (palette.at + by + count) % count } }
        if (key === 'Escape') return { ...s, palette: undefined }
        const chosen = key === 'Enter' ? palette.found[palette.at] : undefined
        if (chosen?.act !== undefined) return yield* wishing(actAt(s.place, chosen.act), {}, here)
        if (chosen?.go === undefined) return s
        return yield* going(to(s.place, chosen.go.screen, chosen.go.id))
      },
      shut: (s: State) => ({ ...s, palette: undefined }),
    },
    listen: (s, on) => [
      queryOf(s.address) !== queryOf(s.place) && after(REST_MS, on.rest()),
      watch(looks.at(s.place), on.seen, AT_MOST_EVERY_MS),
      s.said !== undefined && after(s.said.go === undefined ? SAID_MS : LEADS_MS, on.quiet()),
    ],
    view: (s, on, here): Node => {
      const { seen, place, said, palette, result } = s
      const shown: Shown<unknown> = {
        data: seen.data,
        place,
        on: { go: on.go, act: on.act, typed: on.typed, sent: on.sent },
        role: desk.role(here.principal),
        at: desk.at,
        now: here.now,
        merged: seen.merged === true,
        result,
      }
      return (
        <Frame
          of={shown}
          frame={{ ...seen.frame, past: reachOf(s) }}
          palette={on.palette}
          when={on.when}
          hold={on.hold}
        >
          {seen.why === undefined ? (
            screenOf(place.screen).view(shown)
          ) : (
            <p class="empty" role="status">
              {seen.why}
            </p>
          )}
          <p class={said?.bad === true ? 'said bad' : 'said'} role="status">
            {said?.text}
            {said?.go !== undefined && (
              <a href={said.go} target={!said.go.startsWith('?') && '_blank'}>
                Open
              </a>
            )}
            {said?.go !== undefined && (
              <button type="button" onClick={on.quiet} aria-label="Close">
                ×
              </button>
            )}
          </p>
          {s.asking !== undefined && (
            <Ask of={s.asking} where={whereOf(desk, s.asking.act, seen.frame)} yes={on.sure} no={on.unsure} />
          )}
          {palette !== undefined && (
            <Palette of={shown} {...palette} sought={on.sought} pressed={on.pressed} shut={on.shut} />
          )}
        </Frame>
      )
    },
  })
}

/** On the node that is looked at, where one is. */
const actAt = ({ node }: Place, act: Act): Act =>
  node === undefined || act.node !== undefined ? act : { ...act, node }

/** On which nodes it is to be done, in words; '' where there is one. */
function whereOf(desk: Desk, { do: name, target, node }: Act, { nodes }: FrameData): string {
  if (node !== undefined) return nodes.find(({ id }) => id === node)?.name ?? node
  const where = verbOf(name)?.where ?? 'all'
  const is = typeof where === 'string' ? where : where(desk, target)
  return is === 'all' && nodes.length > 1 ? 'all nodes' : ''
}
