// Whether the development overlay is to be there: only if the environment says so, and never in production.
// Knows nothing of the overlay, which is loaded only then.

type Environment = Readonly<Record<string, string | undefined>>

/** `say` is told, in one line, why not, if somebody wants it and it may not be. */
export function wantsOverlay(environment: Environment, say: (line: string) => void): boolean {
  const { REPARTEE_DEV: wish = '', NODE_ENV: mode } = environment
  if (/^(|0|false|off|no)$/i.test(wish)) return false
  if (mode !== 'production') return true
  say(
    'repartee: REPARTEE_DEV is set, but NODE_ENV is production: the development overlay shows all state, and stays off.',
  )
  return false
}
