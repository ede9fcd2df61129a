// One limit in full: what holds and what was declared, whom it denies most, and the forms that change it for a while.
// Does not know the list of all.
import type { Node } from 'repartee'
import type { DeniedKey, LimitShown, RuleShown } from 'repartee/ops'
import { Ago, Badge, Do, Facts, Head } from '../kit.tsx'
import { actsOf, ActForm, Nothing, PresentOnly } from '../parts.tsx'
import type { Shown } from '../screen.ts'
import { Table } from '../table.tsx'
import { number } from '../units.ts'

export const WHOSE: Readonly<Record<string, string>> = {
  ip: 'each address',
  session: 'each session',
  everyone: 'everyone together',
}

export const Rule = ({ of: { rate, burst } }: { of: RuleShown }): Node => (
  <span class="rule">
    <b>{rate}</b> <small>burst {number(burst)}</small>
  </span>
)

export const Until = ({ override }: { override: LimitShown['override'] }): Node | null =>
  override === null ? null : (
    <span class="rule">
      <Badge tone="warn">overridden</Badge>{' '}
      <small>{override.until === null ? 'until it is lifted' : ['ends ', <Ago at={override.until} />]}</small>
    </span>
  )

export const ResetAll = ({ of, name }: { of: Shown<unknown>; name: string }): Node => (
  <Do of={of} verb="limit.resetAll" target={name} danger>
    Reset all
  </Do>
)

export interface OneData {
  readonly limit: LimitShown
  /** Buckets; undefined in the past. */
  readonly held: number | undefined
}

export function One({ of, one }: { of: Shown<unknown>; one: OneData | undefined }): Node {
  if (one === undefined)
    return (
      <Nothing of={of} back="Limits">
        There is no limit of that name.
      </Nothing>
    )
  const { limit, held } = one
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
