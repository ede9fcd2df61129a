// Load: visitors that send as fast as they are answered, or at a given rate.
// Invariant: a time begins when the event was due, not when there was room for it, so a server that falls behind is not spared.
// Does not know what an event is, nor who answers it.

/** Something that can be done again and again; returns when it was done, on the clock of `performance`. */
export type Act = () => Promise<number>

/** Each does it again as soon as it is done. Milliseconds each took. */
export async function closed(actors: readonly Act[], ms: number): Promise<number[]> {
  const took: number[] = []
  const end = performance.now() + ms
  const lane = async (act: Act): Promise<void> => {
    for (let begun = performance.now(); begun < end; begun = performance.now())
      took.push((await act()) - begun)
  }
  await Promise.all(actors.map(lane))
  return took
}

/** One after another is due, `rate` a second in all. Milliseconds from when each was due. */
export async function paced(actors: readonly Act[], rate: number, ms: number): Promise<number[]> {
  const took: number[] = []
  const tails = actors.map(() => Promise.resolve())
  const start = performance.now()
  const many = (rate * ms) / 1000
  for (let sent = 0; sent < many;) {
    const due = start + (sent * 1000) / rate
    // Timers are a millisecond wide, so the driver looks at the clock all the time: its core is its own.
    if (performance.now() < due) {
      await new Promise(setImmediate)
      continue
    }
    const who = sent++ % actors.length
    const act = actors[who] as Act
    tails[who] = (tails[who] as Promise<void>).then(async () => void took.push((await act()) - due))
  }
  await Promise.all(tails)
  return took
}
