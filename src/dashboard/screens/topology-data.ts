// The parts of the program and what flows between them, as a graph: from spans that were really made, with how resources and workers are.
// Invariant: a solid edge is there because something went along it; what was only declared is dotted.
// Bounded: so many edges and parts are drawn as a person can look at; the table has all edges.
import type { Corner, EdgeRow, RegistrySnapshot, ResourceShown, WorkerShown } from 'repartee/ops'
import type { Desk } from '../desk.ts'
import type { Tone } from '../kit.tsx'
import { paged } from '../pages.tsx'
import { together } from '../merging.ts'
import type { Place } from '../place.ts'
import type { Look, Part as NodePart } from '../screen.ts'
import { sorted } from '../table.tsx'
import { summaryOf } from './overview-merge.ts'
import { fold } from './topology-fold.ts'
import { layoutOf, type Layout } from './topology-layout.ts'

export interface Part {
  readonly id: string
  readonly kind: Corner['kind'] | 'worker'
  readonly name: string
  readonly health: { readonly tone: Tone; readonly text: string } | undefined
  /** What comes in, or of a transport what goes out. */
  readonly flow: Flow
  readonly go: {
    readonly screen: string
    readonly id: string
    readonly q: Readonly<Record<string, string>>
  }
}

export interface Flow {
  readonly perSecond: number
  readonly lastMinute: number
  readonly errorsLastMinute: number
}

export interface Drawn extends Flow {
  readonly id: string
  readonly isDeclared: boolean
}

export interface Topology {
  readonly parts: readonly Part[]
  /** As many as the layout has ways. */
  readonly edges: readonly Drawn[]
  readonly layout: Layout
  /** Edges that are not drawn. */
  readonly left: number
  /** For the table: a page of them. */
  readonly rows: readonly EdgeRow[]
  readonly total: number
  /** Where it is drawn with what other nodes have. */
  readonly flows?: Flows
}

/** What the graph is made of. */
interface Flows {
  readonly edges: readonly EdgeRow[]
  readonly services: readonly string[]
  readonly attachments: RegistrySnapshot['attachments']
  readonly resources: readonly Pick<ResourceShown, 'name' | 'status'>[]
  readonly workers: readonly Pick<WorkerShown, 'name' | 'status' | 'silent'>[]
}

const MOST_EDGES = 100
const MOST_PARTS = 150

const NO_FLOW: Flow = { perSecond: 0, lastMinute: 0, errorsLastMinute: 0 }
const idOf = ({ kind, name }: { readonly kind: string; readonly name: string }): string => `${kind}/${name}`
export const edgeId = (row: Pick<EdgeRow, 'from' | 'to'>): string => `${idOf(row.from)} ${idOf(row.to)}`
/** Of what went along in the last minute, how much failed. */
export const shareOf = ({ lastMinute, errorsLastMinute }: Flow): number =>
  lastMinute === 0 ? 0 : errorsLastMinute / lastMinute

export function topologyOf({ desk, place, section, isPart }: Look): Topology {
  const registry = section<RegistrySnapshot>('registry')
  const flows: Flows = {
    edges: section('edges') ?? [],
    services: (registry?.services ?? []).map(({ name }) => name),
    attachments: registry?.attachments ?? [],
    resources: (section<Flows['resources']>('resources') ?? []).map(({ name, status }) => ({ name, status })),
    workers: (section<Flows['workers']>('workers') ?? []).map(({ name, status, silent }) => ({
      name,
      status,
      silent,
    })),
  }
  return isPart ? { ...NOTHING, flows } : drawnOf(flows, place, desk)
}

const NOTHING: Topology = { parts: [], edges: [], layout: layoutOf([], []), left: 0, rows: [], total: 0 }

/** What flows on several nodes as one graph: what is not well on one of them is not well. */
export function topologyOfAll(nodes: readonly NodePart<Topology>[], place: Place, desk: Desk): Topology {
  const all = nodes.flatMap(({ data: { flows } }) => (flows === undefined ? [] : [flows]))
  const worst = <R extends { readonly name: string; readonly status: string }>(rows: readonly R[]) =>
    together(
      rows,
      ({ name }) => name,
      same => (same.find(({ status }) => BAD.has(status)) ?? same[0]) as R,
    )
  const flows: Flows = {
    edges: together(
      all.flatMap(({ edges }) => edges),
      edgeId,
      summaryOf,
    ),
    services: [...new Set(all.flatMap(({ services }) => services))],
    attachments: together(
      all.flatMap(({ attachments }) => attachments),
      each => JSON.stringify(each),
      ([first]) => first as Flows['attachments'][number],
    ),
    resources: worst(all.flatMap(({ resources }) => resources)),
    workers: worst(all.flatMap(({ workers }) => workers)),
  }
  return drawnOf(flows, place, desk)
}

const BAD: ReadonlySet<string> = new Set(['failed', 'unhealthy'])

function drawnOf(flows: Flows, place: Place, desk: Desk): Topology {
  const { services } = flows
  const text = (place.q['text'] ?? '').toLowerCase()
  const fits = (...names: readonly string[]): boolean => names.some(name => name.toLowerCase().includes(text))
  const all = flows.edges.filter(row => fits(row.from.name, row.to.name))
  // Whoever searches wants to see what was found.
  const { rows: drawn, folded } = text === '' ? fold(all, services) : { rows: all, folded: new Set<string>() }
  const shown = drawn.slice(0, MOST_EDGES)
  const parts = new Parts(flows)
  const edges: (Drawn & { readonly from: string; readonly to: string })[] = shown.map(row => {
    const { perSecond, lastMinute, errorsLastMinute } = row
    const flow = { perSecond, lastMinute, errorsLastMinute }
    const [from, to] = [parts.add(row.from), parts.add(row.to)]
    // What comes by a transport is what it brings; everything else is known by what comes to it.
    parts.flow(row.from.kind === 'transport' ? from : '', flow)
    parts.flow(to, flow)
    return { id: edgeId(row), isDeclared: false, from, to, ...flow }
  })
  for (const { kind, service, name } of flows.attachments) {
    if (edges.length >= MOST_EDGES) break
    const [from, to] = [{ kind: 'service', name: service } as const, { kind: 'resource', name } as const]
    const id = `${idOf(from)} ${idOf(to)}`
    if (kind !== 'resource' || folded.has(service) || !fits(service, name)) continue
    if (edges.some(edge => edge.id === id)) continue
    edges.push({ id, isDeclared: true, from: parts.add(from), to: parts.add(to), ...NO_FLOW })
  }
  const loose = [
    ...services.filter(name => !folded.has(name)).map(name => ({ kind: 'service', name }) as const),
    ...parts.resources.map(({ name }) => ({ kind: 'resource', name }) as const),
    ...parts.workers.map(({ name }) => ({ kind: 'worker', name }) as const),
  ]
  for (const one of loose) if (parts.size < MOST_PARTS && fits(one.name)) parts.add(one)
  const list = parts.list()
  const ends = edges.map(({ from, to }) => ({ from, to }))
  const key = JSON.stringify([list.map(({ id }) => id), ends])
  const rows = sorted(all, place, {
    from: row => row.from.name,
    to: row => row.to.name,
    rate: row => row.perSecond,
    errors: row => shareOf(row),
    p50: row => row.p50,
    p95: row => row.p95,
    p99: row => row.p99,
    count: row => row.count,
  })
  return {
    parts: list,
    edges: edges.map(({ from: _, to: __, ...drawn }) => drawn),
    // Kept by what was searched for: a viewer who searches does not push out the layout of the others.
    layout: desk.memo.get(`topology ${text}`, key, () => layoutOf(list, ends)),
    left: drawn.length - shown.length,
    ...paged(rows, place),
  }
}

class Parts {
  readonly resources: Flows['resources']
  readonly workers: Flows['workers']
  readonly #parts = new Map<string, Part>()

  constructor({ resources, workers }: Flows) {
    this.resources = resources
    this.workers = workers
  }

  get size(): number {
    return this.#parts.size
  }

  add(corner: { readonly kind: Part['kind']; readonly name: string }): string {
    const id = idOf(corner)
    if (!this.#parts.has(id))
      this.#parts.set(id, { id, ...corner, flow: NO_FLOW, ...this.#more(corner.kind, corner.name) })
    return id
  }

  flow(id: string, { perSecond, lastMinute, errorsLastMinute }: Flow): void {
    const part = this.#parts.get(id)
    if (part === undefined) return
    const flow = {
      perSecond: part.flow.perSecond + perSecond,
      lastMinute: part.flow.lastMinute + lastMinute,
      errorsLastMinute: part.flow.errorsLastMinute + errorsLastMinute,
    }
    this.#parts.set(id, { ...part, flow })
  }

  list(): readonly Part[] {
    return [...this.#parts.values()]
  }

  #more(kind: Part['kind'], name: string): Pick<Part, 'health' | 'go'> {
    if (kind === 'transport')
      return { health: undefined, go: { screen: 'endpoints', id: '', q: { transport: name } } }
    if (kind === 'other') return { health: undefined, go: { screen: 'endpoints', id: '', q: {} } }
    if (kind === 'service')
      return { health: undefined, go: { screen: 'endpoints', id: '', q: { service: name } } }
    if (kind === 'worker') {
      const worker = this.workers.find(each => each.name === name)
      return { health: worker && workerHealth(worker), go: { screen: 'workers', id: name, q: {} } }
    }
    const resource = this.resources.find(each => each.name === name)
    const id = resource === undefined ? '' : name
    return { health: resource && resourceHealth(resource), go: { screen: 'resources', id, q: {} } }
  }
}

function resourceHealth({ status }: Flows['resources'][number]): NonNullable<Part['health']> {
  if (status === 'healthy' || status === 'open') return { tone: 'good', text: status }
  return { tone: status === 'failed' || status === 'unhealthy' ? 'bad' : 'warn', text: status }
}

function workerHealth({ status, silent }: Flows['workers'][number]): NonNullable<Part['health']> {
  if (silent) return { tone: 'warn', text: 'silent' }
  if (status === 'failed') return { tone: 'bad', text: status }
  return { tone: status === 'running' ? 'good' : 'quiet', text: status }
}
