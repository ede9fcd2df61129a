// A month as a table. A plain function of its props: what stands for a day is for whoever uses it to say.
import type { Child, Node } from 'repartee'
import { WEEKDAYS, weeksOf } from './month.ts'

export function Weeks({ of: month, day: shown }: { of: string; day: (day: string) => Child }): Node {
  return (
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
        {weeksOf(month).map(week => (
          <tr>
            {week.map(day => (
              <td>{day !== null && shown(day)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
