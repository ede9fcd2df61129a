// What stands around every page: the bar with its menu, the words, the running component and its source.
// Plain functions of props: a view without a state needs no component.
import type { Child, Node } from 'repartee'
import { ENTRIES, GROUPS, groupOf, type Entry } from './list.ts'
import { Drawing, Logo } from './sign.tsx'
import { Listing, type Source } from './source.tsx'

/** The same in all processes of one gallery. */
const isOneOfMany = process.env['BEHIND'] !== undefined

/** `at` is the present page's path. */
export function Frame({ at, children }: { at: string; children: Child }): Node {
  const group = groupOf(at)
  return (
    <div class="page">
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="bar">
        <a class="brand" href="/" aria-current={at === '/' && 'page'}>
          <Logo />
          repartee
        </a>
        {/* The browser opens and closes it; without a script, too. */}
        <button popovertarget="menu" class="all">
          Examples
        </button>
        <nav id="menu" popover aria-label="All examples">
          {GROUPS.map(({ name, sign, entries }) => (
            <section>
              <h2>
                <Drawing of={sign} />
                {name}
              </h2>
              <Links entries={entries} at={at} />
            </section>
          ))}
        </nav>
        {group && (
          <nav class="near" aria-label={group.name}>
            <Links entries={group.entries} at={at} />
          </nav>
        )}
        {(isOneOfMany || at === '/nodes') && (
          <a class="many" href="/nodes" aria-current={at === '/nodes' ? 'page' : undefined}>
            Nodes
          </a>
        )}
        <span class="state" title="the connection to the server" />
      </header>
      <main id="main">{children}</main>
      <footer>
        Every page here is an ordinary program on <code>repartee</code>: rendered by the server, readable
        without a script, under a policy that allows no inline code. What runs behind them is seen{' '}
        <a href="/ops">live</a>.
      </footer>
    </div>
  )
}

const Links = ({ entries, at }: { entries: readonly Entry[]; at: string }): Node => (
  <ul>
    {entries.map(({ path, name }) => (
      <li>
        <a href={path} aria-current={path === at ? 'page' : undefined}>
          {name}
        </a>
      </li>
    ))}
  </ul>
)

export interface ShellProps {
  readonly at: string
  readonly title: string
  readonly about: Child
  readonly tries: readonly Child[]
  readonly sources: readonly Source[]
  readonly children: Child
}

export function Shell({ at, title, about, tries, sources, children }: ShellProps): Node {
  const here = ENTRIES.findIndex(entry => entry.path === at)
  const before = ENTRIES[here - 1]
  const after = ENTRIES[here + 1]
  return (
    <Frame at={at}>
      <header class="intro">
        <p class="kicker">{groupOf(at)?.name}</p>
        <h1>{title}</h1>
        <p class="lead">{about}</p>
      </header>
      <div class="exhibit">
        <div class="side">
          <section class="live" aria-label={`${title}, running`}>
            {children}
          </section>
          <section class="tries">
            <h2>Try this</h2>
            <ul>
              {tries.map(each => (
                <li>{each}</li>
              ))}
            </ul>
          </section>
        </div>
        <section class="sources" aria-label="Source">
          {sources.map((source, at) => (
            <Listing source={source} open={at === 0} />
          ))}
        </section>
      </div>
      <nav class="turn" aria-label="Next and previous example">
        {before ? <a href={before.path}>← {before.name}</a> : <a href="/">← All examples</a>}
        {after ? <a href={after.path}>{after.name} →</a> : <a href="/">All examples →</a>}
      </nav>
    </Frame>
  )
}
