// Which files a field takes.
// Idea: what a browser's own dialog only suggests, the server holds to: the same words, read in the same way. It says nothing of what
// is in a file.

/** As browsers read `accept`, in small letters and without blanks: endings of names, kinds (`image/*`) and types. Empty: anything. */
export function isAccepted(accept: string, { name, type }: { name: string; type: string }): boolean {
  if (accept === '') return true
  const [ofName, ofType] = [name.toLowerCase(), type.toLowerCase()]
  return accept.split(',').some(each => {
    if (each.startsWith('.')) return ofName.endsWith(each)
    return each.endsWith('/*') ? ofType.startsWith(each.slice(0, -1)) : each !== '' && ofType === each
  })
}
