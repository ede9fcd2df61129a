// How the latencies of an endpoint are distributed, and how it was answered.
import type { Node } from 'repartee'
import { Badge, type Tone } from '../kit.tsx'
import { duration, number, percent } from '../units.ts'
import type { Bars } from './endpoint-bars.ts'
import type { One } from './endpoints-data.ts'

/** Each bar is a tenth of the drawing's units wide; the browser stretches it. */
export function Histogram({ bars: of, isPast }: { bars: Bars | undefined; isPast: boolean }): Node {
  if (of === undefined)
    return (
      <section key="bars" class="panel">
        <h2>Distribution of latencies</h2>
        <p class="empty">
          {isPast ? 'They are added up since the start, and shown for now only.' : 'Nothing was timed yet.'}
        </p>
      </section>
    )
  const { bars, most, count, perDoubling } = of
  const middle = bars[Math.floor(bars.length / 2)]
  return (
    <section key="bars" class="panel">
      <h2>Distribution of latencies</h2>
      <svg
        class="bars"
        viewBox={`0 0 ${bars.length * 10} 100`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Latencies of ${number(count)} requests, from ${duration(bars[0]?.from)} to ${duration(bars.at(-1)?.to)}`}
      >
        {bars.map((bar, i) => {
          const height = bar.count === 0 ? 0 : Math.max(1.5, Math.round((bar.count / most) * 1000) / 10)
          return (
            <rect key={String(bar.from)} x={i * 10 + 0.5} y={100 - height} width={9} height={height}>
              <title>{`${duration(bar.from)} to ${duration(bar.to)}: ${number(bar.count)}`}</title>
            </rect>
          )
        })}
      </svg>
      <p class="scale">
        <span>{duration(bars[0]?.from)}</span>
        {bars.length > 4 && <span>{duration(middle?.from)}</span>}
        <span>{duration(bars.at(-1)?.to)}</span>
      </p>
      <p class="note">
        {number(count)} since the start; they double every {perDoubling === 1 ? 'bar' : `${perDoubling} bars`}
        .
      </p>
    </section>
  )
}

const STATUSES: readonly (readonly [key: '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'none', Tone, string])[] = [
  ['2xx', 'good', '2xx, done'],
  ['3xx', 'info', '3xx, elsewhere'],
  ['4xx', 'warn', '4xx, refused'],
  ['5xx', 'bad', '5xx, failed'],
  ['1xx', 'quiet', '1xx'],
  ['none', 'quiet', 'without a status'],
]

export function Statuses({ row }: One): Node {
  const { figures } = row
  const shown = STATUSES.flatMap(([key, tone, name]) => {
    const count = figures?.status[key] ?? 0
    return count === 0 ? [] : [{ key, tone, name, count }]
  })
  return (
    <section key="status" class="panel">
      <h2>Status</h2>
      {shown.length === 0 && <p class="empty">Nothing was answered yet.</p>}
      <div class="shares" aria-hidden="true">
        {shown.map(({ key, tone, count }) => (
          <span key={key} class={tone} style={`flex-grow: ${count}`} />
        ))}
      </div>
      <ul class="shares-list">
        {shown.map(({ key, tone, name, count }) => (
          <li key={key}>
            <Badge tone={tone}>{name}</Badge> {number(count)}{' '}
            <span class="none">{percent(count / Math.max(1, figures?.count ?? 0))}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
