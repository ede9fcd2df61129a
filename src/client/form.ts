// What a form sends: of its fields those that the offer names, as the browser's own FormData has them.
// Invariant: nothing that the view did not render leaves a form.
// Does not know offers or the connection.

export function fieldsOf(
  form: HTMLFormElement | null,
  names: string,
  submitter?: HTMLElement | null,
): Record<string, string> {
  const fields: Record<string, string> = {}
  if (!form) return fields
  const offered = new Set(names.split(',').map(decodeURIComponent))
  for (const [name, value] of new FormData(form, submitter))
    if (typeof value === 'string' && offered.has(name)) fields[name] = value
  return fields
}
