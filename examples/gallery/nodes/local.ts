// Who sits at this very machine: what kills processes, and the dashboard, are for nobody else.
// Does not know what is asked for.
import type { Rules } from 'repartee/server'

/** `proxies`: how many of our own a request passes; whoever comes through another one is somewhere else. */
export function localBehind(proxies: number): NonNullable<Rules['allow']> {
  return (who, request) => {
    const passed = request.headers.get('x-forwarded-for')?.split(',').length ?? 0
    return passed === proxies && /^(?:127\.|::1$|::ffff:127\.)/.test(who.ip)
  }
}
