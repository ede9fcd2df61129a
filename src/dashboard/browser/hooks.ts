// What the dashboard's pages do in the browser by themselves: ages that stay true, and charts; what moves the focus is in moving.ts.
// Bundled into hooks.gen.ts. Invariant: draws only into elements with `rp-ignore`; asks nothing of the server.
import uPlot from 'uplot'
import type { Lines } from '../lines.ts'

interface Hook {
  mounted?(element: HTMLElement): void
  patched?(element: HTMLElement): void
  removed?(element: HTMLElement): void
}

const units: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
]

function aged(at: number, now: number): string {
  const off = Math.abs(now - at)
  for (const [ms, name] of units)
    if (off >= ms) {
      const count = Math.floor(off / ms)
      return at > now ? `in ${count} ${name}` : `${count} ${name} ago`
    }
  return 'now'
}

/** What is drawn into: patches pass over it, and reach the attributes of the element around it. */
const ownOf = (element: HTMLElement): HTMLElement =>
  element.querySelector<HTMLElement>('[rp-ignore]') ?? element

const ages = new Set<HTMLElement>()
let ticking: ReturnType<typeof setInterval> | undefined

function age(element: HTMLElement): void {
  const text = aged(Date.parse(element.getAttribute('datetime') ?? ''), Date.now())
  const own = ownOf(element)
  if (own.textContent !== text) own.textContent = text
}

export const ago: Hook = {
  mounted(element) {
    ages.add(element)
    age(element)
    ticking ??= setInterval(() => {
      for (const each of ages) age(each)
    }, 1000)
  },
  patched: age,
  removed(element) {
    ages.delete(element)
    if (ages.size > 0) return
    clearInterval(ticking)
    ticking = undefined
  },
}

interface Drawn {
  plot: uPlot | undefined
  names: string
  readonly resize: ResizeObserver
}
const charts = new WeakMap<HTMLElement, Drawn>()

function draw(element: HTMLElement, drawn: Drawn): void {
  const chart = JSON.parse(element.dataset['chart'] ?? 'null') as Lines | null
  if (chart === null) return
  const own = ownOf(element)
  const { times } = chart
  const at =
    'from' in times ? (chart.lines[0]?.values ?? []).map((_, i) => times.from + i * times.every) : times
  const data = [at, ...chart.lines.map(({ values }) => values)] as uPlot.AlignedData
  const names = chart.lines.map(({ name }) => name).join()
  if (drawn.plot !== undefined && drawn.names === names) return drawn.plot.setData(data)
  drawn.plot?.destroy()
  drawn.names = names
  const tone = (name: string): string => {
    // As a colour of the element: a custom property itself may say `light-dark(…)`, which no canvas knows.
    own.style.color = `var(${name}, gray)`
    const { color } = getComputedStyle(own)
    own.style.color = ''
    return color
  }
  const axis = { stroke: tone('--quiet'), grid: { stroke: tone('--line'), width: 1 }, ticks: { show: false } }
  const said = (value: number): string =>
    `${Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))}${chart.unit}`
  drawn.plot = new uPlot(
    {
      width: Math.max(100, element.clientWidth),
      height: Math.max(100, element.clientHeight - 28),
      cursor: { y: false },
      scales: { y: { range: (_, _min, max) => [0, Math.max(max * 1.1, 1e-3)] } },
      axes: [
        { ...axis, space: 70, size: 30, values: (_, times) => times.map(time => clock(time, 'minute')) },
        { ...axis, size: 58, values: (_, values) => values.map(said) },
      ],
      series: [
        {
          label: 'Time',
          value: (_: uPlot, time: number | null) => (time === null ? '–' : clock(time, 'second')),
        },
        ...chart.lines.map(({ name, tone: color, fill }) => ({
          label: name,
          stroke: tone(color),
          width: 1.5,
          points: { show: true, size: 4, width: 0, fill: tone(color), filter: lonely },
          value: (_: uPlot, value: number | null) => (value === null ? '–' : said(value)),
          ...(fill === true && { fill: `color-mix(in srgb, ${tone(color)} 18%, transparent)` }),
        })),
      ],
    },
    data,
    own,
  )
}

/** What no line reaches, because there is nothing beside it, is drawn as a point. */
function lonely(plot: uPlot, line: number): number[] {
  const values: (number | null | undefined)[] = Array.from(plot.data[line] ?? [])
  const isNone = (at: number): boolean => values[at] === null || values[at] === undefined
  return values.flatMap((value, at) => (value === null || !isNone(at - 1) || !isNone(at + 1) ? [] : [at]))
}

function clock(seconds: number, to: 'minute' | 'second'): string {
  const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const options = to === 'second' || seconds % 60 !== 0 ? ({ ...parts, second: '2-digit' } as const) : parts
  return new Date(seconds * 1000).toLocaleTimeString([], options)
}

/** Drawn anew where the page turns dark or light. */
const shown = new Set<HTMLElement>()
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const element of shown) {
    const drawn = charts.get(element)
    if (drawn === undefined) continue
    drawn.names = ''
    draw(element, drawn)
  }
})

export const chart: Hook = {
  mounted(element) {
    const drawn: Drawn = {
      plot: undefined,
      names: '',
      resize: new ResizeObserver(() => {
        const { clientWidth: width, clientHeight: height } = element
        if (width > 0) drawn.plot?.setSize({ width, height: Math.max(100, height - 28) })
      }),
    }
    charts.set(element, drawn)
    shown.add(element)
    draw(element, drawn)
    drawn.resize.observe(element)
  },
  patched(element) {
    const drawn = charts.get(element)
    if (drawn !== undefined) draw(element, drawn)
  },
  removed(element) {
    shown.delete(element)
    const drawn = charts.get(element)
    drawn?.resize.disconnect()
    drawn?.plot?.destroy()
  },
}

export { modal, screen } from './moving.ts'
