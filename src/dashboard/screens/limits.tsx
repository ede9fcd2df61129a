// Rate limits: what each lets through, what was declared, what an operator made of it for a while, and whom it denies.
import type { Node } from 'repartee'
import type { DeniedKey, LimitShown, LimitsShown, RuleShown } from 'repartee/ops'
import { Ago, Badge, Choice, Do, Facts, Go, Head, Search } from '../kit.tsx'
import { Pager, paged, type Paged } from '../pages.tsx'
import { actsOf, ActForm, fits, Nothing, PresentOnly } from '../parts.tsx'
import { to } from '../place.ts'
import { screen, type Look, type Screen, type Shown } from '../screen.ts'
import { sorted, Table } from '../table.tsx'
import { number } from '../units.ts'

interface Data {
  readonly list: Paged<LimitShown>
  readonly one: { readonly limit: LimitShown; readonly held: number | undefined } | undefined
}

function pick({ desk, place, section }: Look): Data {
  const all = section<LimitsShown>('limits')?.limits ?? []
  if (place.id !== '') {
    const limit = all.find(({ name }) => name === place.id)
    const held = place.at === 0 ? desk.ops.limits.held(place.id) : undefined
    return { list: { rows: [], total: 0 }, one: limit && { limit, held } }
  }
  const { only } = place.q
  const found = all.filter(
    row =>
      fits(place, row.name, row.by, row.effective.rate) &&
      (only !== 'overridden' || row.override !== null) &&
      (only !== 'denying' || row.keys.length > 0),
  )
  const rows = sorted(found, place, {
    name: row => row.name,
    rate: row => perHour(row.effective),
    denied: row => row.denied,
  })
  return { list: paged(rows, place), one: undefined }
}

const HOURLY: Readonly<Record<string, number>> = { second: 3600, minute: 60, hour: 1 }
function perHour({ rate }: RuleShown): number {
  const [count, unit = ''] = rate.split('/')
  return Number(count) * (HOURLY[unit] ?? 1)
}

const WHOSE: Readonly<Record<string, string>> = {
  ip: 'each address',
  session: 'each session',
  everyone: 'everyone together',
}

const Rule = ({ of: { rate, burst } }: { of: RuleShown }): Node => (
  <span class="rule">
    <b>{rate}</b> <small>burst {number(burst)}</small>
  </span>
)

const Until = ({ override }: { override: LimitShown['override'] }): Node | null =>
  override === null ? null : (
    <span class="rule">
      <Badge tone="warn">overridden</Badge>{' '}
      <small>{override.until === null ? 'until it is lifted' : ['ends ', <Ago at={override.until} />]}</small>
    </span>
  )

function view(of: Shown<Data>): Node {
  return of.place.id === '' ? <List {...of} /> : <One {...of} />
}

function List(of: Shown<Data>): Node {
  const { rows, total } = of.data.list
  const isSought = of.place.q['text'] !== undefined || of.place.q['only'] !== undefined
  return (
    <div class="screen">
      <Head of={of} title="Limits">
        <Choice
          of={of}
          word="only"
          label="Which limits"
          values={{ '': 'All', overridden: 'Overridden', denying: 'Denying' }}
        />
        <Search of={of} label="Find a limit" />
      </Head>
      <Table
        of={of}
        label="Rate limits"
        rows={rows}
        keyOf={row => row.name}
        empty={
          isSought
            ? 'No limit is like that. Take out the search or the filter.'
            : "No limit is declared: limit('sign-in', { rate: '5/minute', burst: 10, by: 'ip' })"
        }
        columns={[
          {
            name: 'Name',
            sort: 'name',
            cell: row => (
              <Go of={of} to={to(of.place, 'limits', row.name)}>
                {row.name}
              </Go>
            ),
          },
          { name: 'For', cell: row => WHOSE[row.by] ?? row.by },
          { name: 'In effect', sort: 'rate', cell: row => <Rule of={row.effective} /> },
          { name: 'Declared', cell: row => <Rule of={row.declared} /> },
          { name: 'Override', cell: row => <Until override={row.override} /> },
          { name: 'Denied', sort: 'denied', num: true, cell: row => number(row.denied) },
          {
            name: 'Denied most',
            cell: row =>
              row.keys[0] && (
                <span class="clip">
                  <code>{row.keys[0].key || 'everyone'}</code> ×{number(row.keys[0].denied)}
                </span>
              ),
          },
          ...actsOf<LimitShown>(of, row => (
            <span class="acts">
              {row.override !== null && (
                <Do of={of} verb="limit.lift" target={row.name}>
                  Lift
                </Do>
              )}
              <ResetAll of={of} name={row.name} />
            </span>
          )),
        ]}
      />
      <Pager of={of} total={total} />
    </div>
  )
}

const ResetAll = ({ of, name }: { of: Shown<unknown>; name: string }): Node => (
  <Do of={of} verb="limit.resetAll" target={name} danger>
    Reset all
  </Do>
)

function One(of: Shown<Data>): Node {
  if (of.data.one === undefined)
    return (
      <Nothing of={of} back="Limits">
        There is no limit of that name.
      </Nothing>
    )
  const { limit, held } = of.data.one
  const { name, override, keys } = limit
  return (
    <div class="screen">
      <Head of={of} title={name} back="Limits">
        {override !== null && (
          <Do of={of} verb="limit.lift" target={name}>
            Lift the override
          </Do>
        )}
        <ResetAll of={of} name={name} />
      </Head>
      <Facts
        of={[
          ['In effect', <Rule of={limit.effective} />],
          ['Declared', <Rule of={limit.declared} />],
          ['Override', override === null ? 'none' : <Until override={override} />],
          ['Counts', WHOSE[limit.by] ?? limit.by],
          ['Denied so far', `${number(limit.denied)} requests`],
          ['Buckets held', held === undefined ? '–' : number(held)],
        ]}
      />
      <PresentOnly of={of}>How many buckets were held is not kept of it.</PresentOnly>
      <Override of={of} limit={limit} />
      <h2>Denied most</h2>
      <Table
        of={of}
        label="Keys that were denied most"
        rows={keys}
        keyOf={row => row.key}
        empty="Nobody is denied."
        columns={[
          { name: 'Key', cell: row => <code class="key">{row.key || 'everyone'}</code> },
          { name: 'Denied', num: true, cell: row => <Count of={row} /> },
          { name: 'Last', cell: row => <Ago at={row.lastAt} /> },
          ...actsOf<DeniedKey>(
            of,
            row =>
              row.key !== '' && (
                <ActForm of={of} verb="limit.reset" target={name} class="acts">
                  <input type="hidden" name="key" value={row.key} />
                  <button aria-label={`Reset ${row.key}`}>Reset</button>
                </ActForm>
              ),
          ),
        ]}
      />
      {limit.by !== 'everyone' && (
        <ActForm of={of} verb="limit.reset" target={name} label="Reset another key" class="form under">
          <label>
            Another key
            <input name="key" required maxlength={300} autocomplete="off" spellcheck={false} />
          </label>
          <button>Reset it</button>
        </ActForm>
      )}
    </div>
  )
}

/** A key may have taken the place of another, and its count. */
const Count = ({ of: { denied, over } }: { of: DeniedKey }): Node =>
  over === 0 ? (
    <span>{number(denied)}</span>
  ) : (
    <span title={`Between ${denied - over} and ${denied}: only the most denied are counted apart`}>
      ≤ {number(denied)}
    </span>
  )

function Override({
  of,
  limit: { name, effective },
}: {
  of: Shown<unknown>
  limit: LimitShown
}): Node | null {
  if (of.role !== 'operator' || of.place.at !== 0) return null
  const [count = '', unit = 'minute'] = effective.rate.split('/')
  return (
    <section class="panel spaced" aria-labelledby="override">
      <h2 id="override">Override</h2>
      <ActForm of={of} verb="limit.override" target={name} label={`Override ${name}`}>
        <label>
          Requests
          <input type="number" name="count" value={count} min={0.001} max={1_000_000} step="any" required />
        </label>
        <label>
          a
          <select name="unit" value={unit}>
            <option value="second">second</option>
            <option value="minute">minute</option>
            <option value="hour">hour</option>
          </select>
        </label>
        <label>
          Burst
          <input
            type="number"
            name="burst"
            min={1}
            max={1_000_000}
            step={1}
            placeholder={String(Math.max(1, Math.floor(Number(count))))}
            title="How many may come at once after a pause. Left out: what comes in one second, minute or hour"
          />
        </label>
        <label>
          For
          <select name="minutes" value="60">
            <option value="5">5 minutes</option>
            <option value="15">15 minutes</option>
            <option value="60">1 hour</option>
            <option value="480">8 hours</option>
            <option value="1440">1 day</option>
            <option value="10080">1 week</option>
            <option value="">until it is lifted</option>
          </select>
        </label>
        <button class="main">Override</button>
      </ActForm>
      <p class="hint">It holds for all keys at once. Whoever is out of tokens waits at the new rate.</p>
    </section>
  )
}

export const limits: Screen<unknown> = screen<Data>({
  name: 'limits',
  title: 'Limits',
  sign: 'M4 18a8 8 0 1 1 16 0M12 18l4-6M8 18h8',
  sections: ['limits'],
  pick,
  view,
})
