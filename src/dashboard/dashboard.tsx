// The dashboard: one component, whose state is a place and what was seen there; screens are views of that.
// Invariant: everything it knows came with an event (the address, a nudge, what io brought), so it is an ordinary page that can be
// kept, replayed and forked; whatever it changes goes through `perform`.
// Does not know any screen.
import { after, component, io, watch, type Component, type Fields, type Node } from 'repartee'
import { confirm } from 'repartee/dialogs'
import type { Desk } from './desk.ts'
import { Frame } from './frame.tsx'
import { lookAt, Looks, type Seen } from './look.ts'
import { Palette, type Entry } from './palette.tsx'
import { entriesOf } from './entries.ts'
import { having, queryOf, type Place } from './place.ts'
import type { Act, Shown } from './screen.ts'
import { screenOf } from './screens.ts'
import { perform, verbOf, type Did } from './verbs.ts'

export interface DashboardProps {
  readonly place: Place
  readonly seen: Seen
}

interface State extends DashboardProps {
  readonly said:
    | { readonly text: string; readonly bad: boolean; readonly go?: string | undefined }
    | undefined
  readonly palette: { readonly text: string; readonly entries: readonly Entry[] } | undefined
}

/** Nudges come at most 20 times a second; a person reads no faster than half of that. */
const AT_MOST_EVERY_MS = 100
const SAID_MS = 8000
/** What leads somewhere stays until somebody went there. */
const LEADS_MS = 60_000

export function dashboardOf(desk: Desk): Component<DashboardProps, never> {
  const looks = new Looks(desk)
  const name = `ops dashboard ${desk.at}`
  desk.ops.hide(name)
  const did = (title: string, target: string, result: Did): State['said'] =>
    result.done
      ? { text: result.say ?? `${title} ${target}`.trim(), bad: false, go: result.go }
      : { text: `Not done: ${result.why}`, bad: true }

  function* going(place: Place) {
    const seen: Seen = yield* io(() => Promise.resolve(lookAt(desk, place)))
    return (s: State) => ({ ...s, place, seen, palette: undefined })
  }

  function* acting(
    act: Act,
    fields: Readonly<Record<string, string>>,
    here: { cid: string; principal: unknown },
  ) {
    const verb = verbOf(act.do)
    if (verb?.ask !== undefined) {
      const { details, title } = verb
      const sure = yield* confirm(verb.ask, {
        details: `${act.target}${details === undefined ? '' : `. ${details}`}`,
        yes: title,
        danger: true,
      })
      if (!sure) return (s: State) => s
    }
    const result: Did = yield* io(() => perform(desk, act, fields, here))
    const said = did(verb?.did ?? act.do, act.target, result)
    return (s: State) => ({ ...s, said, palette: undefined })
  }

  return component({
    name,
    // What it shows of others is theirs, and what it shows of itself would hold itself.
    redact: ['seen', 'frame', 'data'],
    state: (props: DashboardProps): State => ({ ...props, said: undefined, palette: undefined }),
    url: s => desk.at + queryOf(s.place),
    on: {
      *go(_: State, place: Place) {
        return yield* going(place)
      },
      *typed(s: State, text: string) {
        return yield* going(having(s.place, { text }))
      },
      *when(s: State, value: string) {
        const [from, until] = s.seen.frame.past
        const at = Number(value) >= 300 ? 0 : Math.round(from + (Number(value) / 300) * (until - from))
        return yield* going({ ...s.place, at })
      },
      seen: (s: State, seen: Seen) => ({ ...s, seen }),
      *act(_: State, act: Act, here) {
        return yield* acting(act, {}, here)
      },
      *sent(_: State, sent: Fields, here) {
        const fields: Record<string, string> = {}
        for (const [name, value] of Object.entries(sent)) if (typeof value === 'string') fields[name] = value
        return yield* acting({ do: fields['do'] ?? '', target: fields['target'] ?? '' }, fields, here)
      },
      quiet: (s: State) => ({ ...s, said: undefined }),
      *palette(s: State, _: void, here) {
        if (s.palette !== undefined) return (now: State) => ({ ...now, palette: undefined })
        const role = desk.role(here.principal)
        const entries = yield* io(() => Promise.resolve(entriesOf(desk, role)))
        return (now: State) => ({ ...now, palette: { text: '', entries } })
      },
      sought: (s: State, text: string) =>
        s.palette === undefined ? s : { ...s, palette: { ...s.palette, text } },
      shut: (s: State) => ({ ...s, palette: undefined }),
    },
    listen: (s, on) => [
      watch(looks.at(s.place), on.seen, AT_MOST_EVERY_MS),
      s.said !== undefined && after(s.said.go === undefined ? SAID_MS : LEADS_MS, on.quiet()),
    ],
    view: (s, on, here): Node => {
      const { seen, place, said, palette } = s
      const shown: Shown<unknown> = {
        data: seen.data,
        place,
        on: { go: on.go, act: on.act, typed: on.typed, sent: on.sent },
        role: desk.role(here.principal),
        at: desk.at,
        now: here.now,
      }
      return (
        <Frame of={shown} frame={seen.frame} palette={on.palette} when={on.when}>
          {screenOf(place.screen).view(shown)}
          <p class={said?.bad === true ? 'said bad' : 'said'} role="status">
            {said?.text}
            {said?.go !== undefined && (
              <a href={said.go} target={!said.go.startsWith(`${desk.at}?`) && '_blank'}>
                Open
              </a>
            )}
            {said?.go !== undefined && (
              <button type="button" onClick={on.quiet} aria-label="Close">
                ×
              </button>
            )}
          </p>
          {palette !== undefined && <Palette of={shown} {...palette} sought={on.sought} shut={on.shut} />}
        </Frame>
      )
    },
  })
}
