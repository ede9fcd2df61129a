// Addresses: which of them would run code in the visitor's page.
// Idea: a browser strips leading blanks and controls, and tabs and line ends anywhere, before it looks at the scheme; so
// do we. `data:` is refused only where it is navigated to: a picture may well be one.

/** Cheap first look: could the scheme be javascript, vbscript or data? Hardly any address passes. */
const SUSPECT = /^[\0-\x20]*[jvd]/i
// oxlint-disable-next-line no-control-regex
const STRIPPED = /^[\0-\x20]+|[\t\n\r]+/g

/** The scheme that this address must not have, or undefined if it is harmless. `goes`: it is navigated to. */
export function forbiddenScheme(address: string, goes: boolean): string | undefined {
  if (!SUSPECT.test(address)) return undefined
  const scheme = /^(javascript|vbscript|data):/i.exec(address.replace(STRIPPED, ''))?.[1]?.toLowerCase()
  return scheme === 'data' && !goes ? undefined : scheme
}
