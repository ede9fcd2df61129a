// Files, before anybody knows what to do with them: the part that does (upload.ts) is loaded when the first one is chosen.
// Invariant: an event that has files never goes to the server by itself.
import type { Wish } from './inbox.ts'
import type { Given, Uploads } from './upload.ts'

/** Returns what takes an event if it has files: true if it did. */
export function openFiles(...given: Given): (wish: Wish) => boolean {
  let uploads: Promise<Uploads> | undefined
  const take: Uploads = what => {
    uploads ??= import('./upload.ts').then(({ openUploads }) => openUploads(document, ...given))
    uploads.then(
      now => now(what),
      () => {
        uploads = undefined
        given[2].notice({ text: 'There is no connection, so that was not taken.' })
      },
    )
  }
  document.addEventListener('change', ({ target }) => {
    if ((target as HTMLInputElement).files) take(target as HTMLInputElement)
  })
  return wish => {
    const has = Object.values(wish.fields ?? {})
      .flat()
      .some(value => (value as unknown) instanceof File)
    if (has) take(wish)
    return has
  }
}
