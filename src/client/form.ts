// What a form sends: of its fields those that the offer names, as the browser's own FormData has them, and in the shape
// that the field's mark asks for: a text, a list, or what there is to know of files.
// Invariant: nothing that the view did not render leaves a form; what is empty (no tick, no file) is not sent. Files stand in it as they
// are, until they have been sent (upload.ts).
// Does not know offers or the connection.
import type { Sent } from '../wire/index.ts'

/** `fields`: as the offer's text has them, e.g. `name,age#,days+`. */
export function fieldsOf(
  form: HTMLFormElement | null,
  fields: string,
  submitter?: HTMLElement | null,
): Record<string, Sent> {
  const data = form ? new FormData(form, submitter) : undefined
  const sent: [string, Sent][] = []
  for (const field of fields.split(',')) {
    const [, encoded, file, list] = /^([^#?+@]*)[#?]?(@?)(\+?)/.exec(field)!
    const name = decodeURIComponent(encoded!)
    const values: Sent[] = []
    for (const value of data?.getAll(name) ?? [])
      if (typeof value !== 'string') {
        if (file && value.name) values.push(value as unknown as Sent)
      } else if (!file) values.push(value)
    // of several values under a name that has one, the last counts
    if (values.length) sent.push([name, (list ? values : values.at(-1)) as Sent])
  }
  // not by assignment: a field may have the name of a prototype
  return Object.fromEntries(sent)
}
