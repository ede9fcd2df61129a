// A calendar, month by month, each with its address. The date comes with the visitor's opening; nothing here reads a clock.
import { component, type Here } from 'repartee'
import * as z from 'zod'
import { dayOf, MONTH, monthAfter, nameOf, WEEKDAYS, weeksOf } from './month.ts'

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
      <table>
        <thead>
          <tr>
            {WEEKDAYS.map(name => (
              <th scope="col" abbr={name}>
                {name.slice(0, 2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(s.month).map(week => (
            <tr>
              {week.map(day => (
                <td>
                  {day !== null && (
                    <button
                      onClick={on.pick(day)}
                      aria-label={day}
                      aria-pressed={day === s.picked}
                      aria-current={day === s.today ? 'date' : undefined}
                    >
                      {Number(day.slice(8))}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p role="status">{s.picked === '' ? 'Pick a day.' : `You picked ${s.picked}.`}</p>
    </section>
  ),
})
