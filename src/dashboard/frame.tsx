// What stands around every screen: the menu, how the program is doing, the palette's button, and the slider of time.
// Does not know what screens show.
import type { Child, Creator, Node } from 'repartee'
import { Ago, Badge, Go } from './kit.tsx'
import type { FrameData } from './look.ts'
import { NodeNav } from './node-choice.tsx'
import { of as ofNode, to } from './place.ts'
import type { Shown } from './screen.ts'
import { SCREENS, screenOf } from './screens.ts'
import { duration, number } from './units.ts'

/** Steps of the slider of time; the last is now. */
export const STEPS = 300

export interface FrameProps {
  readonly of: Shown<unknown>
  readonly frame: FrameData
  readonly palette: Creator<void>
  readonly when: Creator<string>
  readonly hold: Creator<void>
  readonly children?: Child
}

export function Frame({ of, frame, palette, when, hold, children }: FrameProps): Node {
  const { place } = of
  const now = screenOf(place.screen)
  const name = place.id === '' ? now.title : `${place.id} · ${now.title}`
  return (
    <div class={place.at === 0 ? 'desk' : 'desk past'}>
      <a class="skip" href="#screen">
        Skip to the screen
      </a>
      <header key="top" class="top">
        <Go of={of} to={to({ ...place, at: 0 }, '')} class="brand">
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M3 12h4l3-8 4 16 3-8h4" />
          </svg>
          {frame.name}
        </Go>
        <Pulse key="pulse" of={of} frame={frame} />
        <button type="button" class="open-palette" onClick={palette} onShortcut={palette} keys="mod+k ?">
          Find or do <kbd>Ctrl K</kbd>
        </button>
        <span class="connection" role="img" aria-label="connection to the server" />
      </header>
      <nav key="menu" class="menu" aria-label="Screens">
        {SCREENS.filter(({ name }) => name !== 'nodes' || frame.nodes.length > 1).map(
          ({ name, title, sign }) => (
            <Go
              of={of}
              to={to(
                name === 'nodes' ? ofNode(place, undefined) : place,
                name === SCREENS[0]?.name ? '' : name,
              )}
              current={name === now.name}
            >
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <path d={sign} />
              </svg>
              <span>{title}</span>
            </Go>
          ),
        )}
      </nav>
      <main
        key="main"
        id="screen"
        tabindex={-1}
        rp-hook="screen"
        data-name={name}
        data-at={`${now.name}/${place.id}`}
        announce={name}
      >
        <NodeNav of={of} frame={frame} />
        {children}
      </main>
      <Time key="time" of={of} frame={frame} when={when} hold={hold} />
    </div>
  )
}

/** The program at a glance, on every screen. */
function Pulse({ of, frame }: { of: Shown<unknown>; frame: FrameData }): Node {
  const { down, perSecond, p95, errorsLastMinute, connected } = frame
  return (
    <div class="pulse" role="group" aria-label="The program at a glance">
      {down.length === 0 ? (
        <Badge tone="good">all up</Badge>
      ) : (
        <Go of={of} to={to(of.place, '')}>
          <Badge tone="bad">
            {down[0]}
            {down.length > 1 && ` and ${down.length - 1} more`} down
          </Badge>
        </Go>
      )}
      <span>{number(perSecond)}/s</span>
      <span>p95 {duration(p95)}</span>
      <span class={errorsLastMinute > 0 ? 'bad' : undefined}>{number(errorsLastMinute)} errors/min</span>
      {connected !== null && <span>{number(connected)} connected</span>}
    </div>
  )
}

/** Ten minutes to go back through. The right end is now. */
function Time({
  of,
  frame,
  when,
  hold,
}: {
  of: Shown<unknown>
  frame: FrameData
  when: Creator<string>
  hold: Creator<void>
}): Node {
  const { at } = of.place
  const [from, until] = frame.past
  const isNone = until <= from
  const step = Math.round(((at - from) / (until - from)) * STEPS)
  const isGone = at !== 0 && at < from
  return (
    <section class="time" aria-label="Time">
      {at === 0 ? <Badge tone="good">live</Badge> : <Badge tone="warn">past</Badge>}
      <button
        type="button"
        onClick={hold}
        onShortcut={hold}
        keys="h"
        aria-label={at === 0 ? 'Hold this moment' : 'Back to now'}
        disabled={isNone && at === 0}
      >
        {at === 0 ? 'Hold' : 'Now'}
      </button>
      <input
        type="range"
        name="when"
        min={0}
        max={STEPS}
        step={1}
        value={at === 0 || isNone ? String(STEPS) : String(Math.min(STEPS - 1, Math.max(0, step)))}
        disabled={isNone}
        onInput={when}
        throttle={120}
        aria-label="Go back in time"
        aria-valuetext={at === 0 ? 'now' : `${new Date(at).toISOString().slice(11, 19)} UTC`}
      />
      <span class="shown">
        {at === 0 ? 'now' : <Ago at={at} />}
        {isGone && <small> older than is kept: this is the oldest</small>}
      </span>
    </section>
  )
}
