// A call that fails throws where somebody waits for it: try, catch and finally work across the visitor's thinking time.
import { answer, call, component, fail, io } from 'repartee'
import { release, reserve } from './box-office.ts'

const Pay = component({
  name: 'pay',
  state: (props: { seat: number }) => props,
  on: {
    pay: () => answer(true),
    leave: () => answer(false),
    decline: () => fail(new Error('the card was declined')),
  },
  view: (s, on) => (
    <div class="ask" role="group" aria-label="Paying">
      <p>Seat {s.seat} is held for you. How does paying go?</p>
      <div class="row">
        <button onClick={on.pay} class="main">
          It works
        </button>
        <button onClick={on.leave}>I changed my mind</button>
        <button onClick={on.decline}>It fails</button>
      </div>
    </div>
  ),
})

export const Tickets = component({
  name: 'tickets',
  state: () => ({ said: 'No ticket yet.' }),
  on: {
    *buy() {
      const seat = yield* io(reserve)
      let said = 'You changed your mind.'
      let paid = false
      try {
        paid = yield* call(Pay, { seat })
        if (paid) said = `Seat ${seat} is yours.`
      } catch (error) {
        said = `Sorry, ${(error as Error).message}.`
      } finally {
        if (!paid) said += yield* io(() => release(seat))
      }
      return { said }
    },
    *gamble() {
      const paid = yield* call(Pay, { seat: 13 })
      return { said: paid ? 'Lucky: seat 13 is yours.' : 'No seat 13 for you.' }
    },
  },
  view: (s, on) => (
    <div class="tickets">
      <p role="status">{s.said}</p>
      <div class="row">
        <button onClick={on.buy} class="main">
          Buy a ticket
        </button>
        <button onClick={on.gamble}>Buy without a catch</button>
      </div>
    </div>
  ),
})
