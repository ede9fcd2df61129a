// Tabs: one is shown and has an address, all of them live: a hidden panel keeps its state and what was typed there.
import { component, type Node } from 'repartee'
import { Calculator } from './calc.tsx'
import { Clock } from './clock.tsx'
import { Counter } from './counter.tsx'

const PANELS: Readonly<Record<string, Node>> = {
  Count: <Counter />,
  Calculate: <Calculator />,
  Note: (
    <textarea
      class="note"
      name="note"
      rows={5}
      placeholder="Only your browser knows this."
      aria-label="a note"
    />
  ),
  Time: <Clock />,
}

export const Tabs = component({
  name: 'tabs',
  state: (props: { shown?: string }) => ({
    shown: props.shown !== undefined && Object.hasOwn(PANELS, props.shown) ? props.shown : 'Count',
  }),
  url: s => (s.shown === 'Count' ? '/tabs' : `/tabs/${s.shown}`),
  on: { show: (_, shown: string) => ({ shown }) },
  view: (s, on) => (
    <div class="tabs">
      <div role="tablist" aria-label="Small tools" rp-hook="arrows">
        {Object.keys(PANELS).map(name => (
          <button
            role="tab"
            id={`tab-${name}`}
            aria-controls={`panel-${name}`}
            aria-selected={name === s.shown}
            tabindex={name === s.shown ? 0 : -1}
            onClick={on.show(name)}
          >
            {name}
          </button>
        ))}
      </div>
      {Object.entries(PANELS).map(([name, panel]) => (
        <div role="tabpanel" id={`panel-${name}`} aria-labelledby={`tab-${name}`} hidden={name !== s.shown}>
          {panel}
        </div>
      ))}
    </div>
  ),
})
