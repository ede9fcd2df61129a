// The next chunk of a body that is not waited for for ever.
// Invariant: asked once for each chunk; whoever was given up may still come, and is heeded by nobody.
// Does not know what is in it.

/** Calls `late` when there has been waiting enough for a chunk; the function returned calls it off. */
export type Patience = (late: () => void) => () => void

/** The next chunk; undefined if none will come, it broke off, or somebody calls what `stop` was given. */
export function inTime(
  chunks: AsyncIterator<Uint8Array>,
  patience: Patience,
  stop: (give: () => void) => void = () => {},
): Promise<IteratorResult<Uint8Array> | undefined> {
  return new Promise(resolve => {
    const none = (): void => resolve(undefined)
    const callOff = patience(none)
    const give = (): void => {
      callOff()
      none()
    }
    stop(give)
    chunks.next().then(one => {
      callOff()
      resolve(one)
    }, give)
  })
}
