// A game as a flow: the loop is the game, each guess is an answer, and what to say to it is a variable.
import { answer, call, component, flow, io } from 'repartee'

const Start = component({
  name: 'guess start',
  state: (props: { news: string }) => props,
  on: { start: () => answer() },
  view: (s, on) => (
    <div class="ask">
      <p>{s.news}</p>
      <button onClick={on.start} class="main">
        Play
      </button>
    </div>
  ),
})

const Guess = component({
  name: 'guess',
  state: (props: { hint: string; number: number }) => props,
  on: { guess: (_, f: { guess: string }) => answer(Number(f.guess)) },
  view: (s, on) => (
    <form onSubmit={on.guess} class="ask">
      <p role="status">{s.hint}</p>
      <label>
        Guess {s.number} <input name="guess" type="number" min={1} max={100} required autofocus />
      </label>
      <button class="main">Is it this?</button>
    </form>
  ),
})

export const Guessing = flow('guessing', function* () {
  let news = 'I think of a number from 1 to 100. You can find it in seven guesses.'
  for (;;) {
    yield* call(Start, { news })
    // Chance comes from outside, like everything that is not the same twice; what came is remembered.
    const secret = yield* io(() => 1 + Math.floor(Math.random() * 100))
    let hint = 'What is it?'
    let guess: number
    let guesses = 0
    do {
      guess = yield* call(Guess, { hint, number: ++guesses })
      hint = guess < secret ? `${guess} is too low.` : `${guess} is too high.`
    } while (guess !== secret)
    news = `Yes, it was ${secret}. You took ${guesses} ${guesses === 1 ? 'guess' : 'guesses'}.`
  }
})
