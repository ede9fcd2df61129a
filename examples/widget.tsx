// Somebody else's widget in a page that changes around it. `rp-ignore`: what a script made of this element stays as it is.
import { component, every } from 'repartee'

export const Rating = component({
  name: 'rating',
  state: () => ({ stars: 0, seconds: 0 }),
  on: {
    // What a script says is not what the view wrote: look at it before it is believed.
    rate: (s, text: string) => (/^[1-5]$/.test(text) ? { ...s, stars: Number(text) } : s),
    tick: s => ({ ...s, seconds: s.seconds + 1 }),
  },
  listen: (s, on) => s.stars === 0 && every(1000, on.tick),
  view: (s, on) => (
    <section class="rating">
      <p id="rating-label">How do you like it?</p>
      <div
        class="stars"
        role="group"
        aria-labelledby="rating-label"
        rp-hook="stars"
        rp-ignore
        onPush={on.rate}
      />
      <p role="status">
        {s.stars === 0
          ? `Take your time: ${s.seconds} s so far.`
          : `${s.stars} of 5 after ${s.seconds} s. Thank you!`}
      </p>
    </section>
  ),
})
