// The gallery on several processes: a store that they share, the processes, a proxy before them and a page that shows them.
// Invariant: whatever was started here ends with us, also where the start fails half-way.
// Does not know what the gallery is.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ReparteeError } from 'repartee/errors'
import { handler, page } from 'repartee/server'
import { styles } from '../assets.ts'
import { placeFor, secretFor } from '../kept.ts'
import { balance } from './balance.ts'
import { Company } from './company.ts'
import { localBehind } from './local.ts'
import { nodesPage } from './page.tsx'
import { openStore } from './store.ts'

export interface Wish {
  readonly count: number
  readonly port: number
  readonly host: string
  /** As the gallery has it: a file, '' for memory, undefined for its own. */
  readonly data: string | undefined
  /** A server that is there already. */
  readonly redis: string | undefined
  readonly secret: string
  /** Visitors who come by themselves, all together. */
  readonly visitors: number
}

export interface Running {
  readonly url: string
  /** Where conversations are, for whoever starts the program. */
  readonly where: string
  close(): Promise<void>
}

const own = readFileSync(new URL('nodes.css', import.meta.url), 'utf8')

export async function runNodes(wish: Wish): Promise<Running> {
  const ends: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const secret = wish.secret || secretFor(wish.data)
    const place = placeFor(wish.data)
    const store = wish.redis === undefined ? await openStore(place && `${place}.redis`) : undefined
    if (store) ends.push(() => store.close())
    const redis = store?.url ?? wish.redis ?? ''

    const server = createServer()
    server.listen(wish.port, wish.host)
    await once(server, 'listening').catch((error: unknown) => {
      throw error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
        ? taken(wish.port)
        : error
    })
    const url = `http://${wish.host}:${(server.address() as AddressInfo).port}`
    const company = new Company(wish.count, {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      REDIS_URL: redis,
      REPARTEE_SECRET: secret,
      SIMULATE: `${Math.ceil(wish.visitors / wish.count)}`,
      BEHIND: url,
    })
    const shown = handler({
      pages: {
        '/': page(nodesPage(company, store?.name ?? new URL(redis).host), {
          title: 'Nodes · repartee',
          allow: localBehind(0),
        }),
      },
      basePath: '/nodes',
      styles: styles + own,
      secret: secret.split(/\s+/),
    })
    const pass = balance(() => company.up, company)
    server.on('request', (request, response) => shown.node(request, response, () => pass(request, response)))
    ends.push(async () => {
      await company.close()
      await shown.close()
      server.close()
      server.closeAllConnections()
    })
    for (const node of company.nodes) node.start()
    await company.begun()
    return {
      url,
      where: `by ${store?.name ?? new URL(redis).host}${place ? `, in ${place}.redis` : ''}`,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const taken = (port: number): ReparteeError =>
  new ReparteeError('busy', {
    what: `Port ${port} is taken`,
    expected: 'a port that nobody listens on',
    got: `another program on port ${port}`,
    try: 'PORT=3001 npm start -- --nodes 3',
  })
