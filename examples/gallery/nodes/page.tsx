// The page of several processes: how each is, what it serves, and a button that kills it. An ordinary component that watches a source.
// Invariant: it changes nothing but by the two verbs of the company.
// Does not know where it runs, which is beside them: it goes on whichever is killed.
import { component, io, watch, type Component, type Node } from 'repartee'
import { Frame } from '../shell.tsx'
import type { Company, Look, NodeLook } from './company.ts'

const WORDS: Readonly<Record<NodeLook['state'], string>> = { starting: 'starting', up: 'up', down: 'down' }
const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine']

/** `store`: what they share, as people call it. */
export function nodesPage(company: Company, store: string): Component<{}, never> {
  const ids = company.nodes.map(({ id }) => id)
  const count = NUMBERS[ids.length] ?? `${ids.length}`
  return component({
    name: 'nodes',
    // How they are is no part of how the page begins: it is heard as soon as somebody looks.
    state: () => ({ look: null as Look | null }),
    on: {
      heard: (_, look: Look) => ({ look }),
      kill: (_, id: number) => io(() => company.kill(id)),
      start: (_, id: number) => io(() => company.start(id)),
    },
    listen: (_, on) => watch(company, on.heard),
    view: ({ look }, on) => (
      <Frame at="/nodes">
        <header class="intro">
          <h1>{count} processes, one conversation</h1>
          <p class="lead">
            Each view, each stream and each click of a page may reach another process: whoever has its turn
            serves it. Open <a href="/wizard">the wizard</a> or <a href="/chat/tea">a chat</a> beside this
            page, fill something in, and kill the process that has it.
          </p>
        </header>
        <section class="map" aria-label="Processes">
          <p class="hop">
            <b>Proxy</b> <span>nothing sticky, each request to the next</span>{' '}
            <output>{look ? requests(look.asked) : '…'}</output>
          </p>
          <ul class="company">
            {ids.map(id => {
              const node = look?.nodes.find(each => each.id === id)
              const isDown = node?.state === 'down'
              return (
                <li key={id} class={`process ${node?.state ?? 'unknown'}`}>
                  <header>
                    <h2>Node {id}</h2>
                    <span class="is">{node ? WORDS[node.state] : '…'}</span>
                  </header>
                  <Figures node={node} />
                  <Open node={node} />
                  {isDown ? (
                    <button onClick={on.start(id)} aria-label={`Start node ${id} now`}>
                      Start it now
                    </button>
                  ) : (
                    <button
                      class="rp-danger"
                      onClick={on.kill(id)}
                      disabled={node === undefined}
                      aria-label={`Kill node ${id}`}
                    >
                      Kill <code>-9</code>
                    </button>
                  )}
                </li>
              )
            })}
          </ul>
          <p class="hop">
            <b>{store}</b> <span>keeps what was acknowledged</span>
          </p>
        </section>
        <section class="lately" aria-label="What happened">
          <h2>What happened</h2>
          {look && look.lately.length > 0 ? (
            <ol aria-live="polite">
              {look.lately.map(({ n, at, kind, text }) => (
                <li key={n} class={kind}>
                  <time datetime={new Date(at).toISOString()}>{clock(at)}</time> {text}
                </li>
              ))}
            </ol>
          ) : (
            <p class="quiet">Nothing yet.</p>
          )}
        </section>
      </Frame>
    ),
  })
}

function Figures({ node }: { node: NodeLook | undefined }): Node {
  const isUp = node?.state === 'up'
  const rows = [
    ['process', node && node.state !== 'down' ? `${node.pid}` : '–'],
    [isUp ? 'up since' : 'since', node ? clock(node.since) : '…'],
    ['requests', node ? node.asked.toLocaleString('en') : '…'],
    ['conversations', isUp ? `${(node.connected ?? 0) + (node.away ?? 0)}` : '–'],
  ] as const
  return (
    <dl>
      {rows.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Open({ node }: { node: NodeLook | undefined }): Node {
  const open = node?.open ?? []
  if (node?.state !== 'up')
    return <p class="open">{node?.state === 'down' ? 'It comes back by itself.' : ''}</p>
  if (open.length === 0) return <p class="open">No page is open here.</p>
  return (
    <ul class="open" aria-label={`Pages open at node ${node.id}`}>
      {open.map(([path, pages]) => (
        <li key={path}>
          <code>{path}</code>
          {pages > 1 && ` × ${pages}`}
        </li>
      ))}
    </ul>
  )
}

const requests = (count: number): string => `${count.toLocaleString('en')} request${count === 1 ? '' : 's'}`

/** By the clock on this machine's wall. */
const clock = (at: number): string => new Date(at).toLocaleTimeString('en-GB')
