// A calendar, month by month, each with its address. The date comes with the visitor's opening; nothing here reads a clock.
import { component, type Here } from 'repartee'
import * as z from 'zod'
import { dayOf, MONTH, monthAfter, nameOf } from './month.ts'
import { Weeks } from './weeks.tsx'

/** What its address says: /calendar?month=2026-11. Without one it is the present month. */
export const whichMonth = z.object({ month: z.string().regex(MONTH).optional().catch(undefined) })

export const Calendar = component({
  name: 'calendar',
  state: ({ month }: z.output<typeof whichMonth>, here: Here) => ({
    today: dayOf(here.now),
    month: month ?? dayOf(here.now).slice(0, 7),
    picked: '',
  }),
  url: s => `/calendar?month=${s.month}`,
  on: {
    turn: (s, by: number) => ({ ...s, month: monthAfter(s.month, by) }),
    pick: (s, picked: string) => ({ ...s, picked }),
  },
  view: (s, on) => (
    <section class="calendar">
      <div class="row">
        <button onClick={on.turn(-1)} aria-label="the month before">
          ←
        </button>
        <h3 aria-live="polite">{nameOf(s.month)}</h3>
        <button onClick={on.turn(1)} aria-label="the month after">
          →
        </button>
      </div>
      <Weeks
        of={s.month}
        day={day => (
          <button
            onClick={on.pick(day)}
            aria-label={day}
            aria-pressed={day === s.picked}
            aria-current={day === s.today ? 'date' : undefined}
          >
            {Number(day.slice(8))}
          </button>
        )}
      />
      <p role="status">{s.picked === '' ? 'Pick a day.' : `You picked ${s.picked}.`}</p>
    </section>
  ),
})
