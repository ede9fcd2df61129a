// One resource in full: whether it can be used and why not, what its checks took, and how its status changed.
// Does not know the list of all.
import type { Node } from 'repartee'
import type { Probe, ResourceChange, ResourceShown } from 'repartee/ops'
import { Ago, Badge, Chart, Do, Facts, Figure, Head, type Tone } from '../kit.tsx'
import { PAGE } from '../pages.tsx'
import { clock, Nothing, PresentOnly } from '../parts.tsx'
import type { OfNode, Shown } from '../screen.ts'
import { Table } from '../table.tsx'
import { duration, number, percent } from '../units.ts'

export interface Row extends ResourceShown, OfNode {
  readonly checkedAt: number | null
  readonly latencyMs: number | null
  /** Of the last checks, oldest first, ms. */
  readonly latencies: readonly number[]
}

export const isTrouble = ({ status }: ResourceShown): boolean => status === 'failed' || status === 'unhealthy'

const TONES: Readonly<Record<string, Tone>> = {
  healthy: 'good',
  open: 'good',
  opening: 'info',
  closing: 'warn',
  unhealthy: 'bad',
  failed: 'bad',
  closed: 'quiet',
}
export const Status = ({ of }: { of: string }): Node => <Badge tone={TONES[of] ?? 'quiet'}>{of}</Badge>

export const Acts = ({ of, row }: { of: Shown<unknown>; row: Row }): Node => (
  <span class="acts">
    {row.checked && (
      <Do of={of} verb="resource.check" target={row.name} node={row.on?.id}>
        Check now
      </Do>
    )}
    <Do of={of} verb="resource.reopen" target={row.name} node={row.on?.id} danger />
  </span>
)

export interface OneData {
  readonly row: Row
  /** The latest first. */
  readonly probes: readonly Probe[]
  readonly changes: readonly ResourceChange[]
}

export function One({ of, one }: { of: Shown<unknown>; one: OneData | undefined }): Node {
  if (one === undefined)
    return (
      <Nothing of={of} back="Resources">
        There is no resource of that name.
      </Nothing>
    )
  const { row, probes, changes } = one
  return (
    <div class="screen">
      <Head of={of} title={row.name} back="Resources">
        <Status of={row.status} />
        <Acts of={of} row={row} />
      </Head>
      {row.description !== null && <p>{row.description}</p>}
      {row.reason !== null && (
        <p class="trouble">
          <b>{isTrouble(row) ? 'Why' : 'Note'}</b> {row.reason}
        </p>
      )}
      <Facts
        of={[
          ['Kind', row.kind],
          ['Since', <Ago at={row.since} />],
          ['Openings failed in a row', number(row.failures)],
          ['Next try', <Ago at={row.nextTryAt} />],
          ['Checked', row.checked ? <Ago at={row.checkedAt} /> : 'it has no check'],
        ]}
      />
      <PresentOnly of={of}>Checks and changes are not kept of it.</PresentOnly>
      {probes.length > 0 && <Checks of={of} probes={probes} />}
      {of.place.at === 0 && <Changes of={of} changes={changes} />}
    </div>
  )
}

function Checks({ of, probes }: { of: Shown<unknown>; probes: readonly Probe[] }): Node {
  const sound = probes.filter(({ ok }) => ok)
  const by = sound.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const middle = by[Math.floor(by.length / 2)]
  const chart = {
    times: probes.map(({ at }) => at / 1000).toReversed(),
    lines: [
      {
        name: 'answered after',
        tone: '--info',
        values: probes.map(({ ok, ms }) => (ok ? ms : null)).toReversed(),
        fill: true,
      },
      {
        name: 'failed after',
        tone: '--bad',
        values: probes.map(({ ok, ms }) => (ok ? null : ms)).toReversed(),
      },
    ],
    unit: ' ms',
  }
  return (
    <>
      <h2>Checks</h2>
      <div class="figures">
        <Figure name="Last" note="of the latest check">
          {duration(probes[0]?.ms)}
        </Figure>
        <Figure name="Median" note={`of ${sound.length} that were answered`}>
          {duration(middle)}
        </Figure>
        <Figure name="Longest" note="of those">
          {duration(by.at(-1))}
        </Figure>
        <Figure
          name="Failed"
          tone={sound.length < probes.length ? 'bad' : undefined}
          note={`of the last ${probes.length}`}
        >
          {percent(1 - sound.length / probes.length)}
        </Figure>
      </div>
      {probes.length > 1 && (
        <div class="panel spaced">
          <Chart of={chart} label={`How long the last ${probes.length} checks took`} />
        </div>
      )}
      <details class="spaced">
        <summary>The last {Math.min(20, probes.length)} checks</summary>
        <Table
          of={of}
          label="The last checks, the latest first"
          rows={probes.slice(0, 20).map((probe, at) => ({ ...probe, id: at }))}
          keyOf={row => String(row.id)}
          empty=""
          columns={[
            { name: 'At', cell: row => clock(row.at) },
            { name: 'Outcome', cell: row => <Status of={row.ok ? 'healthy' : 'unhealthy'} /> },
            { name: 'Took', num: true, cell: row => duration(row.ms) },
            { name: 'Reason', cell: row => row.reason },
          ]}
        />
      </details>
    </>
  )
}

function Changes({ of, changes }: { of: Shown<unknown>; changes: readonly ResourceChange[] }): Node {
  return (
    <>
      <h2>Changes of status</h2>
      <Table
        of={of}
        label="Changes of status, the latest first"
        rows={changes.slice(0, PAGE).map((change, at) => ({ ...change, id: changes.length - at }))}
        keyOf={row => String(row.id)}
        empty="It has not changed since it was declared."
        columns={[
          { name: 'When', cell: row => <Ago at={row.at} /> },
          { name: 'Status', cell: row => <Status of={row.status} /> },
          { name: 'Reason', cell: row => row.reason },
        ]}
      />
    </>
  )
}
