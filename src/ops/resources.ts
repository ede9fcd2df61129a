// The resources of a program: opened in the order they were given, checked beside each other in the background, closed in
// reverse. A source: it nudges when a resource's status, or the reason for it, becomes other; a check with the same outcome
// changes nothing, and how long it took is told by `figures`. Invariant: no snapshot ever waits for a resource.
// Does not know how a single one lives.
import { ReparteeError } from '../errors/index.ts'
import { BACKOFF } from './backoff.ts'
import type { Backoff } from './backoff.ts'
import { DONE, undone } from './op.ts'
import type { Done } from './op.ts'
import { outside as real } from './outside.ts'
import type { Outside } from './outside.ts'
import type { Probe } from './probe.ts'
import type { Registry } from './registry.ts'
import { KeptResource } from './resource-life.ts'
import type { ResourceChange, ResourceShown } from './resource-life.ts'
import { HeldResource } from './resource.ts'
import type { Resource } from './resource.ts'
import { Source } from './source.ts'
import { Table } from './table.ts'
import { within } from './within.ts'

export interface ResourcesOptions {
  readonly outside?: Outside
  /** Is told of every resource. */
  readonly registry?: Pick<Registry, 'registerResource'>
  /** How often a resource is checked, ms, up to a tenth more or less. 10,000 by default. */
  readonly everyMs?: number
  /** How long a check may take, ms. 5,000 by default. */
  readonly timeoutMs?: number
  /** How long an opening may take before it counts as failed, ms. 10,000 by default. */
  readonly openTimeoutMs?: number
  /** The pause before the next opening. Half a second, doubling up to a minute, half of it left to chance, by default. */
  readonly backoff?: Backoff
}

export interface ResourceDetail {
  /** Oldest first, 100 at most. */
  readonly probes: readonly Probe[]
  /** Of status or reason, oldest first, 100 at most. */
  readonly changes: readonly ResourceChange[]
}

/** The last check of a resource. */
export interface ResourceFigure {
  readonly name: string
  /** Epoch ms. */
  readonly checkedAt: number
  readonly latencyMs: number
}

/** How many resources a program may have. */
const MOST_RESOURCES = 1000
/** How long `reopen` waits for the closing, ms, unless told otherwise. */
const CLOSE_WITHIN_MS = 10_000

const UNKNOWN: Done = undone('there is no such resource')

export class Resources extends Source<readonly ResourceShown[]> {
  readonly #options: ResourcesOptions
  readonly #outside: Outside
  readonly #kept = new Map<string, KeptResource>()
  readonly #rows = new Table<ResourceShown>()
  #phase: 'new' | 'started' | 'closed' = 'new'
  /** One after the other: a later one may need an earlier one to open. */
  #opening: Promise<void> = Promise.resolve()

  constructor(options: ResourcesOptions = {}) {
    super('ops/resources')
    this.#options = options
    this.#outside = options.outside ?? real
  }

  /** The same resource again is no change. One that comes after `start` is opened at once. Throws `bad-argument`. */
  add(resource: Resource<unknown>): void {
    const { name } = resource
    const known = this.#kept.get(name)
    if (known?.resource === resource) return
    if (!(resource instanceof HeldResource))
      throw refused('That is no resource', 'what `resource()` made', typeof resource)
    if (known !== undefined) throw refused(`Two resources are called '${name}'`, 'a name of its own', name)
    if (this.#kept.size >= MOST_RESOURCES)
      throw refused('There are too many resources', `${MOST_RESOURCES} at most`, 'one more')
    if (!resource.claim(this))
      throw refused(`The resource '${name}' is kept twice`, 'one program that opens and closes it', 'two')
    const { everyMs, timeoutMs, kind = 'other', description } = resource.life
    const kept = new KeptResource(resource, {
      outside: this.#outside,
      backoff: this.#options.backoff ?? BACKOFF,
      everyMs: everyMs ?? this.#options.everyMs ?? 10_000,
      timeoutMs: timeoutMs ?? this.#options.timeoutMs ?? 5000,
      openTimeoutMs: this.#options.openTimeoutMs ?? 10_000,
      tell: row => this.#put(row),
    })
    this.#kept.set(name, kept)
    this.#options.registry?.registerResource({ name, kind, description })
    this.#put(kept.row)
    if (this.#phase === 'started') this.#open(kept)
  }

  /** Opens them, each when the one before is open or could not be opened at once. */
  start(): Done {
    if (this.#phase !== 'new')
      return undone(this.#phase === 'closed' ? 'the program is closing' : 'they were started before')
    this.#phase = 'started'
    for (const kept of this.#kept.values()) this.#open(kept)
    return DONE
  }

  /** Whether all are open, now or within `boundMs`. */
  async ready(boundMs: number): Promise<boolean> {
    const all = [...this.#kept.values()]
    await within(this.#outside, boundMs, Promise.all(all.map(kept => kept.opened)))
    return all.every(kept => kept.isOpen)
  }

  /** Checks it now, beside the checks that come by themselves, and resolves when there is an outcome. */
  async check(name: string): Promise<Done> {
    return (await this.#kept.get(name)?.check()) ?? UNKNOWN
  }

  /** Closes it and opens it again; done only if it is open then. */
  async reopen(name: string, boundMs: number = CLOSE_WITHIN_MS): Promise<Done> {
    return (await this.#kept.get(name)?.reopen(boundMs)) ?? UNKNOWN
  }

  /** Closes them in reverse order, one after the other, each within its share of `boundMs`. Never rejects. */
  async close(boundMs: number): Promise<void> {
    this.#phase = 'closed'
    const all = [...this.#kept.values()].toReversed()
    for (const kept of all) kept.rest()
    const until = this.#outside.ticks() + boundMs
    for (const [index, kept] of all.entries()) {
      await kept.close(Math.max(0, Math.floor((until - this.#outside.ticks()) / (all.length - index))))
      kept.resource.disclaim()
    }
  }

  /** What is too much to be in every snapshot. */
  detail(name: string): ResourceDetail | undefined {
    const kept = this.#kept.get(name)
    return kept && { probes: kept.probes, changes: kept.changes }
  }

  /** The last check of each that was checked. It is no part of the snapshot, for it is new with every check. */
  figures(): readonly ResourceFigure[] {
    return [...this.#kept.values()].flatMap(({ row: { name }, lastProbe }) =>
      lastProbe === undefined ? [] : [{ name, checkedAt: lastProbe.at, latencyMs: lastProbe.ms }],
    )
  }

  protected show(): readonly ResourceShown[] {
    return this.#rows.list()
  }

  #open(kept: KeptResource): void {
    this.#opening = this.#opening.then(() => kept.open())
  }

  #put(row: ResourceShown): void {
    if (this.#rows.put(row.name, row) !== 'same') this.changed()
  }
}

function refused(what: string, expected: string, got: string): ReparteeError {
  return new ReparteeError('bad-argument', {
    what,
    expected,
    got,
    try: 'declare each resource once, with a name of its own, and give it to one program',
  })
}
