// What this program consists of: services, their endpoints, workers, resources, middleware, and what is attached to what.
// Idea: whoever starts something says so here, in any order, as often as he likes; what was only named is there with its name.
// Invariant: saying the same again is no change and no nudge; nothing grows past its bound. Does not know whether any of it is
// well: workers tell their status, resources and metrics are sources of their own.
import { ReparteeError } from '../errors/index.ts'
import { clip } from './op.ts'
import { Source } from './source.ts'
import { Table } from './table.ts'

export type WorkerStatus = 'starting' | 'running' | 'stopped' | 'failed'

export interface ServiceShown {
  readonly name: string
  readonly description: string | null
}
export interface EndpointShown {
  readonly service: string
  readonly name: string
  readonly transport: string
  readonly method: string | null
  readonly path: string | null
  readonly description: string | null
}
export interface WorkerEntry {
  readonly name: string
  readonly description: string | null
  readonly status: WorkerStatus
  /** The last one that was told, also when it has been running since. */
  readonly lastError: string | null
}
export interface ResourceEntry {
  readonly name: string
  readonly kind: string
  readonly description: string | null
}
export interface MiddlewareShown {
  readonly name: string
  readonly description: string | null
}
export interface Attachment {
  readonly service: string
  readonly kind: 'resource' | 'middleware'
  readonly name: string
}

export interface RegistrySnapshot {
  readonly services: readonly ServiceShown[]
  readonly endpoints: readonly EndpointShown[]
  readonly workers: readonly WorkerEntry[]
  readonly resources: readonly ResourceEntry[]
  readonly middleware: readonly MiddlewareShown[]
  readonly attachments: readonly Attachment[]
  /** Which of these are full: something was registered after that and is not shown. */
  readonly full: readonly string[]
}

/** How many of each are kept. */
export interface RegistryBounds {
  /** 1,000 by default, as of workers, resources and middleware. */
  readonly services: number
  /** 5,000 by default. */
  readonly endpoints: number
  readonly workers: number
  readonly resources: number
  readonly middleware: number
  /** 10,000 by default. */
  readonly attachments: number
}

const BOUNDS: RegistryBounds = {
  services: 1000,
  endpoints: 5000,
  workers: 1000,
  resources: 1000,
  middleware: 1000,
  attachments: 10_000,
}
/** Where names and paths are cut, characters. */
const WORD_LENGTH = 200
/** Where descriptions and errors are cut. */
const TEXT_LENGTH = 500

export class Registry extends Source<RegistrySnapshot> {
  readonly #services: Table<ServiceShown>
  readonly #endpoints: Table<EndpointShown>
  readonly #workers: Table<WorkerEntry>
  readonly #resources: Table<ResourceEntry>
  readonly #middleware: Table<MiddlewareShown>
  readonly #attachments: Table<Attachment>
  readonly #full = new Set<keyof RegistryBounds>()

  constructor(bounds: Partial<RegistryBounds> = {}) {
    super('ops/registry')
    const most = { ...BOUNDS, ...bounds }
    this.#services = new Table(most.services)
    this.#endpoints = new Table(most.endpoints)
    this.#workers = new Table(most.workers)
    this.#resources = new Table(most.resources)
    this.#middleware = new Table(most.middleware)
    this.#attachments = new Table(most.attachments)
  }

  registerService(service: { readonly name: string; readonly description?: string | undefined }): void {
    const name = word(service.name)
    this.#nudge(this.#put('services', this.#services, name, { name, description: text(service.description) }))
  }

  /** The same service, transport, method and name are the same endpoint: the later path and description hold. */
  registerEndpoint(endpoint: {
    readonly service: string
    readonly name: string
    readonly transport: string
    readonly method?: string | undefined
    readonly path?: string | undefined
    readonly description?: string | undefined
  }): void {
    const row: EndpointShown = {
      service: word(endpoint.service),
      name: word(endpoint.name),
      transport: word(endpoint.transport),
      method: endpoint.method === undefined ? null : word(endpoint.method),
      path: endpoint.path === undefined ? null : clip(endpoint.path, WORD_LENGTH),
      description: text(endpoint.description),
    }
    const key = JSON.stringify([row.service, row.transport, row.method, row.name])
    const named = this.#name('services', this.#services, row.service, {
      name: row.service,
      description: null,
    })
    this.#nudge(named, this.#put('endpoints', this.#endpoints, key, row))
  }

  /** One that is known keeps its status. A new one is starting. */
  registerWorker(worker: { readonly name: string; readonly description?: string | undefined }): void {
    const name = word(worker.name)
    const { status, lastError } = this.#workers.get(name) ?? { status: 'starting', lastError: null }
    const row: WorkerEntry = { name, description: text(worker.description), status, lastError }
    this.#nudge(this.#put('workers', this.#workers, name, row))
  }

  /** Without an error the last one stays. */
  updateWorkerStatus(name: string, status: WorkerStatus, lastError?: string): void {
    const known = this.#workers.get(word(name)) ?? { name: word(name), description: null, lastError: null }
    const row: WorkerEntry = { ...known, status, lastError: text(lastError) ?? known.lastError }
    this.#nudge(this.#put('workers', this.#workers, row.name, row))
  }

  registerResource(resource: {
    readonly name: string
    readonly kind: string
    readonly description?: string | undefined
  }): void {
    const name = word(resource.name)
    const row: ResourceEntry = { name, kind: word(resource.kind), description: text(resource.description) }
    this.#nudge(this.#put('resources', this.#resources, name, row))
  }

  /** Says that the service uses the resource. */
  attachResource(service: string, resource: string): void {
    const name = word(resource)
    const row: ResourceEntry = { name, kind: 'other', description: null }
    this.#attach('resource', service, name, this.#name('resources', this.#resources, name, row))
  }

  registerMiddleware(middleware: { readonly name: string; readonly description?: string | undefined }): void {
    const name = word(middleware.name)
    const row: MiddlewareShown = { name, description: text(middleware.description) }
    this.#nudge(this.#put('middleware', this.#middleware, name, row))
  }

  /** Says that the service's requests go through the middleware. */
  attachMiddleware(service: string, middleware: string): void {
    const name = word(middleware)
    const row: MiddlewareShown = { name, description: null }
    this.#attach('middleware', service, name, this.#name('middleware', this.#middleware, name, row))
  }

  protected show(): RegistrySnapshot {
    return {
      services: this.#services.list(),
      endpoints: this.#endpoints.list(),
      workers: this.#workers.list(),
      resources: this.#resources.list(),
      middleware: this.#middleware.list(),
      attachments: this.#attachments.list(),
      full: [...this.#full].toSorted(),
    }
  }

  #attach(kind: Attachment['kind'], to: string, name: string, made: boolean): void {
    const service = word(to)
    const named = this.#name('services', this.#services, service, { name: service, description: null })
    const key = JSON.stringify([kind, service, name])
    this.#nudge(made, named, this.#put('attachments', this.#attachments, key, { service, kind, name }))
  }

  /** Makes a row for what was only named, if there is none. */
  #name<Row extends object>(part: keyof RegistryBounds, table: Table<Row>, key: string, row: Row): boolean {
    return table.get(key) === undefined && this.#put(part, table, key, row)
  }

  /** Whether anything that is shown became other by it. */
  #put<Row extends object>(part: keyof RegistryBounds, table: Table<Row>, key: string, row: Row): boolean {
    const outcome = table.put(key, row)
    if (outcome !== 'full') return outcome === 'changed'
    if (this.#full.has(part)) return false
    this.#full.add(part)
    return true
  }

  #nudge(...changes: readonly boolean[]): void {
    if (changes.includes(true)) this.changed()
  }
}

function word(name: string): string {
  if (typeof name === 'string' && name !== '') return clip(name, WORD_LENGTH)
  throw new ReparteeError('bad-argument', {
    what: 'Something was registered without a name',
    expected: 'a text that is not empty',
    got: typeof name === 'string' ? "''" : typeof name,
    try: 'name services, endpoints, workers, resources and middleware by what they are for',
  })
}

function text(description: string | undefined): string | null {
  return description === undefined ? null : clip(description, TEXT_LENGTH)
}
