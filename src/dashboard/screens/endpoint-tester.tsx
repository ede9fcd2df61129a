// A form that asks an endpoint, and what it answered. For operators, and for now.
import type { Node } from 'repartee'
import { Badge, Listing, type Tone } from '../kit.tsx'
import type { Shown } from '../screen.ts'
import { METHODS, TYPES, type Trial } from '../trial.ts'
import { bytes, duration } from '../units.ts'
import type { Row } from './endpoints-data.ts'

type Of = Shown<unknown>

export function Tester({ of, row, origin }: { of: Of; row: Row; origin: string }): Node | null {
  if (of.role !== 'operator' || of.place.at !== 0) return null
  const { method, path } = askedBy(row)
  return (
    <section key="tester" class="panel tester" aria-label="Try it">
      <h2>Try it</h2>
      <form class="form" onSubmit={of.on.sent}>
        <input type="hidden" name="do" value="endpoint.try" />
        <input type="hidden" name="target" value={row.id} />
        <label>
          Method
          <select name="method" value={method}>
            {METHODS.map(each => (
              <option value={each}>{each}</option>
            ))}
          </select>
        </label>
        <label class="wide">
          Path at {origin}
          <input
            name="path"
            value={path}
            required
            pattern="/([^\/\\].*)?"
            maxlength={2000}
            title="It begins with one slash"
            autocomplete="off"
            spellcheck={false}
          />
        </label>
        <label>
          Type of the body
          <select name="type" value={TYPES[0] ?? ''}>
            {TYPES.map(each => (
              <option value={each}>{each}</option>
            ))}
          </select>
        </label>
        <label class="whole">
          Body, if it takes one
          <textarea name="body" rows={3} maxlength={65_536} spellcheck={false} />
        </label>
        <button class="act main">Send</button>
      </form>
      <p class="hint">
        It is sent from the server, without cookies or keys. Redirects are not followed; at most 64 kB are
        read.
      </p>
      <Answer of={of} />
    </section>
  )
}

/** What its name says: `GET /orders/:id`. */
function askedBy({ method, path, name }: Row): { readonly method: string; readonly path: string } {
  const [, first = '', rest = ''] = /^([A-Z]+) (\/.*)$/.exec(name) ?? []
  const asked = method ?? first
  return { method: METHODS.includes(asked) ? asked : 'GET', path: path ?? (rest === '' ? '/' : rest) }
}

const toneOf = (status: number): Tone =>
  status >= 500 ? 'bad' : status >= 400 ? 'warn' : status >= 300 ? 'info' : 'good'

function Answer({ of }: { of: Of }): Node | null {
  if (of.result?.act.do !== 'endpoint.try' || of.result.act.target !== of.place.id) return null
  const {
    method,
    path,
    status,
    statusText,
    tookMs,
    headers,
    text,
    bytes: size,
    cut,
  } = of.result.value as Trial
  return (
    <div class="answer">
      <p>
        <Badge tone={toneOf(status)}>
          {status} {statusText}
        </Badge>{' '}
        <code>
          {method} {path}
        </code>{' '}
        in {duration(tookMs)} · {bytes(size)}
        {cut && ', and more that was not read'}
      </p>
      <details>
        <summary>{headers.length} headers</summary>
        <Listing label="Headers" text={headers.map(([name, value]) => `${name}: ${value}`).join('\n')} />
      </details>
      {text === null ? (
        <p class="empty">The body is no text.</p>
      ) : text === '' ? (
        <p class="empty">The body is empty.</p>
      ) : (
        <Listing label="Body" text={text} />
      )}
    </div>
  )
}
