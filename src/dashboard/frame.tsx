// What stands around every screen: the menu, how the program is doing, the palette's button, and the slider of time.
// Does not know what screens show.
import type { Child, Creator, Node } from 'repartee'
import { Ago, Badge, duration, Go, number } from './kit.tsx'
import type { FrameData } from './look.ts'
import { to, type Place } from './place.ts'
import type { Shown } from './screen.ts'
import { SCREENS, screenOf } from './screens.ts'

export interface FrameProps {
  readonly of: Shown<unknown>
  readonly frame: FrameData
  readonly palette: Creator<void>
  readonly when: Creator<string>
  readonly children?: Child
}

export function Frame({ of, frame, palette, when, children }: FrameProps): Node {
  const { place } = of
  const now = screenOf(place.screen)
  return (
    <div class={place.at === 0 ? 'desk' : 'desk past'}>
      <a class="skip" href="#screen">
        Skip to the screen
      </a>
      <header class="top">
        <Go of={of} to={to({ ...place, at: 0 }, '')} class="brand">
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M3 12h4l3-8 4 16 3-8h4" />
          </svg>
          {frame.name}
        </Go>
        <Pulse frame={frame} />
        <button type="button" class="open-palette" onClick={palette} onShortcut={palette} keys="mod+k">
          Find or do <kbd>Ctrl K</kbd>
        </button>
        <span class="connection" role="img" aria-label="connection to the server" />
      </header>
      <nav class="menu" aria-label="Screens">
        {SCREENS.map(({ name, title, sign }) => (
          <Go of={of} to={to(place, name === SCREENS[0]?.name ? '' : name)} current={name === now.name}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d={sign} />
            </svg>
            <span>{title}</span>
          </Go>
        ))}
      </nav>
      <main id="screen" tabindex={-1}>
        {children}
      </main>
      <Time of={of} frame={frame} when={when} />
    </div>
  )
}

/** The program at a glance, on every screen. */
function Pulse({ frame }: { frame: FrameData }): Node {
  const { down, perSecond, p95, errorsLastMinute, connected } = frame
  return (
    <p class="pulse" aria-label="The program at a glance">
      {down.length === 0 ? (
        <Badge tone="good">all up</Badge>
      ) : (
        <Badge tone="bad">
          {down[0]}
          {down.length > 1 && ` and ${down.length - 1} more`} down
        </Badge>
      )}
      <span>{number(perSecond)}/s</span>
      <span>p95 {duration(p95)}</span>
      <span class={errorsLastMinute > 0 ? 'bad' : undefined}>{number(errorsLastMinute)} errors/min</span>
      {connected !== null && <span>{number(connected)} connected</span>}
    </p>
  )
}

/** Ten minutes to go back through. The right end is now. */
function Time({ of, frame, when }: { of: Shown<unknown>; frame: FrameData; when: Creator<string> }): Node {
  const { at } = of.place
  const [from, until] = frame.past
  const live: Place = { ...of.place, at: 0 }
  return (
    <footer class="time">
      {at === 0 ? (
        <Badge tone="good">live</Badge>
      ) : (
        <Go of={of} to={live} class="act">
          Back to now
        </Go>
      )}
      <input
        type="range"
        name="when"
        min={0}
        max={300}
        step={1}
        value={at === 0 || until <= from ? '300' : String(Math.round(((at - from) / (until - from)) * 300))}
        disabled={until <= from}
        onInput={when}
        throttle={120}
        aria-label="Go back in time"
      />
      <span class="shown">{at === 0 ? 'now' : <Ago at={at} />}</span>
    </footer>
  )
}
