// A counter whose number is in the address: every step is an entry of the browser's history, and a link leads to any number.
import { component } from 'repartee'
import * as z from 'zod'

/** What its address says: /at?n=7 begins at seven. */
export const whichNumber = z.object({ n: z.coerce.number().int().catch(0) })

export const AddressCounter = component({
  name: 'address counter',
  state: ({ n }: z.output<typeof whichNumber>) => ({ n }),
  url: s => (s.n === 0 ? '/at' : `/at?n=${s.n}`),
  on: { add: (s, by: number) => ({ n: s.n + by }) },
  view: (s, on) => (
    <p class="counter">
      <button onClick={on.add(-1)} aria-label="one less">
        −
      </button>
      <output>{s.n}</output>
      <button onClick={on.add(1)} aria-label="one more">
        +
      </button>
    </p>
  ),
})
