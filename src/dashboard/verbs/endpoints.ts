// What may be done with endpoints: trying them out.
import { isSafe, tryOut } from '../trial.ts'
import type { VerbTable } from '../verbs.ts'

export const endpointVerbs: VerbTable = {
  'endpoint.try': {
    where: 'here',
    title: 'Try',
    did: 'Tried',
    // What may change something is asked about.
    ask: ({ method = '', path = '' }) =>
      isSafe(method) ? undefined : `Send ${method} ${path.slice(0, 100)}? It is done for real.`,
    async run({ origin, ops }, _, { method = 'GET', path = '', body = '', type = 'application/json' }) {
      if (origin === undefined)
        return { done: false, why: 'the dashboard was given no `origin` to try it at' }
      const tried = await tryOut(origin, ops.outside, { method, path, body, type })
      if ('why' in tried) return { done: false, why: tried.why }
      const { status, tookMs } = tried.trial
      return {
        done: true,
        say: `${method} ${path.slice(0, 100)} answered ${status} in ${Math.round(tookMs)} ms`,
        result: tried.trial,
        // Without query and body: they may hold what is nobody's business.
        note: { method, path: path.split('?')[0], status },
      }
    },
  },
}
