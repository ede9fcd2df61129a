// A handler with a mistake in it. What throws has changed nothing: all that was shown, counted and typed is still there.
import { component } from 'repartee'

export const Sharing = component({
  name: 'sharing',
  state: () => ({ people: 2, share: '' }),
  on: {
    fewer: s => ({ ...s, people: Math.max(s.people - 1, 0) }),
    more: s => ({ ...s, people: s.people + 1 }),
    split: (s, f: { bill: string }) => ({ ...s, share: shareOf(Number(f.bill), s.people) }),
  },
  view: (s, on) => (
    <form onSubmit={on.split} class="sharing">
      <div class="row">
        <button type="button" onClick={on.fewer} disabled={s.people === 0} aria-label="one person less">
          −
        </button>
        <output>{s.people === 1 ? '1 person' : `${s.people} people`}</output>
        <button type="button" onClick={on.more} aria-label="one person more">
          +
        </button>
      </div>
      <label>
        The bill <input name="bill" type="number" min={0} step={0.01} required />
      </label>
      <button class="main">Split it</button>
      <p role="status">{s.share}</p>
    </form>
  ),
})

/** Whoever wrote this forgot that everybody may have left. */
function shareOf(bill: number, people: number): string {
  const cents = BigInt(Math.round(bill * 100)) / BigInt(people) // throws for nobody
  return `${(Number(cents) / 100).toFixed(2)} each`
}
