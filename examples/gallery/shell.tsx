// What stands around every page: the bar, the words, the running component and its source.
// Plain functions of props: a view without a state needs no component.
import type { Child, Node } from 'repartee'
import { ENTRIES } from './list.ts'
import { Logo } from './sign.tsx'
import { Code, type Source } from './source.tsx'

/** `at` is the present page's path. */
export function Frame({ at, children }: { at: string; children: Child }): Node {
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
        <nav aria-label="Examples">
          {ENTRIES.map(({ path, name }) => (
            <a href={path} aria-current={path === at ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <span class="state" title="the connection to the server" />
      </header>
      <main id="main">{children}</main>
      <footer>
        Every page here is an ordinary program on <code>repartee</code>: rendered by the server, readable
        without a script, under a policy that allows no inline code.
      </footer>
    </div>
  )
}

export interface ShellProps {
  readonly at: string
  readonly title: string
  readonly about: Child
  readonly tries: readonly Child[]
  readonly sources: readonly Source[]
  readonly children: Child
}

export function Shell({ at, title, about, tries, sources, children }: ShellProps): Node {
  const [main, ...others] = sources
  const here = ENTRIES.findIndex(entry => entry.path === at)
  const before = ENTRIES[here - 1]
  const after = ENTRIES[here + 1]
  return (
    <Frame at={at}>
      <header class="intro">
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
          {main && <Listing source={main} open />}
          {others.map(source => (
            <Listing source={source} />
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

export function Listing({ source, open }: { source: Source; open?: boolean }): Node {
  return (
    <details class="listing" open={open}>
      <summary>{source.file}</summary>
      <Code source={source} />
    </details>
  )
}
