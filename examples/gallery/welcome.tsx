// The index: what repartee is, a component that runs right here beside its source, and the way to everything else.
import { component } from 'repartee'
import { Clock } from '../clock.tsx'
import { Counter } from '../counter.tsx'
import { GROUPS } from './list.ts'
import { Frame } from './shell.tsx'
import { Drawing } from './sign.tsx'
import { Listing, sourceOf } from './source.tsx'

const source = sourceOf('counter.tsx')

export const Welcome = component({
  name: 'gallery',
  state: () => ({}),
  on: {},
  view: () => (
    <Frame at="/">
      <div class="hero">
        <header class="intro">
          <h1>Pages that answer back</h1>
          <p class="lead">
            repartee keeps a page’s state on the server, as a plain value, and sends the browser only what
            changed. Components call other components and read the answer like a function’s result, so a
            dialog, a wizard or a whole booking is a few lines of straight TypeScript.
          </p>
          <section class="live" aria-label="Counter, running">
            <Counter start={7} />
          </section>
          <p class="quiet">
            It runs on the server, and this is all of it. Count, then reload: it is still here. What the
            server does meanwhile, and what an operator may do about it, is on{' '}
            <a href="/ops">its dashboard</a>.
          </p>
        </header>
        <section class="sources" aria-label="Source">
          <Listing source={source} open />
        </section>
      </div>
      {GROUPS.map(({ name, sign, line, entries }) => (
        <section class="group">
          <header>
            <Drawing of={sign} />
            <h2>{name}</h2>
            <p>{line}</p>
          </header>
          <ul class="cards">
            {entries.map(entry => (
              <li>
                <a class="card" href={entry.path}>
                  <strong>{entry.name}</strong>
                  <span>{entry.line}</span>
                </a>
              </li>
            ))}
            {sign === 'time' && (
              <li class="card now">
                <Clock />
                <span>Ticking on the server, for you, since you came.</span>
              </li>
            )}
          </ul>
        </section>
      ))}
    </Frame>
  ),
})
