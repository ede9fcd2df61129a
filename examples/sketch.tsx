// A drawing. The browser follows the pen by a hook; a line that is finished is told to the server, which keeps and shows it.
import { component } from 'repartee'

const LINE = /^\d{1,3},\d{1,3}( -?\d{1,3},-?\d{1,3}){0,1000}$/

export const Sketch = component({
  name: 'sketch',
  state: () => ({ lines: [] as readonly string[] }),
  on: {
    // What a script says may be anything.
    drawn: (s, line: string) => (LINE.test(line) ? { lines: [...s.lines, line].slice(-100) } : s),
    undo: s => ({ lines: s.lines.slice(0, -1) }),
    clear: () => ({ lines: [] }),
  },
  view: ({ lines }, on) => (
    <section class="sketch">
      <svg
        viewBox="0 0 320 200"
        role="img"
        aria-label={`a drawing of ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`}
        rp-hook="pen"
        onPush={on.drawn}
      >
        {lines.map((line, at) => (
          <polyline key={at} points={line} />
        ))}
        <polyline rp-ignore points="" />
      </svg>
      <div class="row">
        <button onClick={on.undo} disabled={lines.length === 0}>
          Undo
        </button>
        <button onClick={on.clear} disabled={lines.length === 0}>
          Clear
        </button>
      </div>
    </section>
  ),
})
