// repartee/ops's rate limits against what is written by hand in their place: a plain Map of buckets, and a window a key with a timer
// each, as the well-known limiters in memory have it. The latter two are the least code that does it, without names, overrides,
// counting or bounds, so the first shows the floor rather than a rival.
import { limit, Limits, type Outside } from 'repartee/ops'
import type { Bench, Contender, Work } from './harness.ts'

const MANY = 1_000_000
/** As a request brings them. They are there before, so that only what a limiter keeps about them counts. */
const keys = Array.from({ length: MANY }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
/** Slow and generous: no bucket becomes full meanwhile (a full one costs nothing here), and nobody is denied. */
const RATE = 60
const BURST = 1_000_000
const HOUR_MS = 3_600_000

interface Limiter {
  allow(key: string): unknown
  /** As when an operator saves another rule. */
  change(rate: number): void
  end?(): void
}

function ours(): Limiter {
  const limits = new Limits()
  limits.add(limit('api', { rate: `${RATE}/hour`, burst: BURST }))
  return {
    allow: key => limits.allow('api', key),
    change: rate => limits.override('api', { rate: `${rate}/hour`, burst: BURST }),
    end: () => limits.close(),
  }
}

/** Tokens and when they were counted, by key; a change goes through all of them. */
function mapOfBuckets(): Limiter {
  const buckets = new Map<string, { tokens: number; at: number }>()
  let perMs = RATE / HOUR_MS
  const settle = (bucket: { tokens: number; at: number }, now: number): void => {
    bucket.tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) * perMs)
    bucket.at = now
  }
  return {
    allow(key) {
      const now = performance.now()
      let bucket = buckets.get(key)
      if (bucket === undefined) buckets.set(key, (bucket = { tokens: BURST, at: now }))
      settle(bucket, now)
      if (bucket.tokens < 1) return { ok: false, retryMs: (1 - bucket.tokens) / perMs, remaining: 0 }
      bucket.tokens -= 1
      return { ok: true, retryMs: 0, remaining: Math.floor(bucket.tokens) }
    },
    change(rate) {
      const now = performance.now()
      for (const bucket of buckets.values()) settle(bucket, now)
      perMs = rate / HOUR_MS
    },
  }
}

/** A count by key that a timer of its own forgets; asking is asynchronous, since other stores are. */
function windowsWithTimers(): Limiter {
  const windows = new Map<string, { count: number; until: number; timer: NodeJS.Timeout }>()
  let most = BURST
  return {
    async allow(key) {
      const now = Date.now()
      let window = windows.get(key)
      if (window === undefined) {
        const timer = setTimeout(() => windows.delete(key), HOUR_MS).unref()
        windows.set(key, (window = { count: 0, until: now + HOUR_MS, timer }))
      }
      window.count++
      return { ok: window.count <= most, retryMs: window.until - now, remaining: most - window.count }
    },
    change: rate => void (most = rate),
    end() {
      for (const { timer } of windows.values()) clearTimeout(timer)
    },
  }
}

const baselines = { 'Map of buckets': mapOfBuckets, 'windows with timers': windowsWithTimers }

/** Asks for so many keys in turn. All are known before; a million serve all rounds, for filling takes long. */
function asking(make: () => Limiter, size: number): Contender {
  let kept: Limiter | undefined
  return () => {
    const limiter = size === MANY ? (kept ??= filled(make, size)) : filled(make, size)
    let at = 0
    return {
      run(times) {
        let last: unknown
        for (let i = 0; i < times; i++) {
          last = limiter.allow(keys[at] ?? '')
          at = at + 1 === size ? 0 : at + 1
        }
        return last
      },
      end: size === MANY ? () => {} : () => limiter.end?.(),
    }
  }
}

/** One key that is out of tokens, and is told so. */
function denying(make: () => Limiter): Contender {
  return () => {
    const limiter = make()
    for (let i = 0; i < BURST; i++) limiter.allow('a')
    return {
      run(times) {
        let last: unknown
        for (let i = 0; i < times; i++) last = limiter.allow('a')
        return last
      },
      end: () => limiter.end?.(),
    }
  }
}

function filled(make: () => Limiter, size: number): Limiter {
  const limiter = make()
  for (let i = 0; i < size; i++) limiter.allow(keys[i] ?? '')
  return limiter
}

function changing(make: () => Limiter, size: number): Contender {
  let limiter: Limiter | undefined
  return (): Work => {
    const ready = (limiter ??= filled(make, size))
    return {
      run(times) {
        for (let i = 0; i < times; i++) ready.change(RATE + (i & 1))
        return ready
      },
    }
  }
}

/** The longest that one request waits while a million keys come for the first time, ms. */
function longestPause(make: () => Limiter): number {
  const limiter = make()
  let longest = 0
  for (const key of keys) {
    const from = performance.now()
    limiter.allow(key)
    longest = Math.max(longest, performance.now() - from)
  }
  limiter.end?.()
  return longest
}

/** How many buckets are held after three million keys came, evenly over three hours, each once. */
function heldAfterChurn(): number {
  let now = 0
  const outside: Outside = { now: () => now, ticks: () => now, after: () => () => {}, random: () => 0.5 }
  const limits = new Limits({ outside })
  limits.add(limit('api', { rate: '60/minute' }))
  for (let i = 0; i < 3 * MANY; i++) {
    now = i * 3.6
    limits.allow('api', `${keys[i % MANY]}/${(i / MANY) | 0}`)
  }
  return limits.held('api')
}

export default async function (bench: Bench): Promise<void> {
  for (const size of [1, 1_000, MANY]) {
    await bench.compare(`allow, ${size} keys`, {
      ours: asking(ours, size),
      baselines: Object.fromEntries(
        Object.entries(size === MANY ? { 'Map of buckets': mapOfBuckets } : baselines).map(([name, make]) => [
          name,
          asking(make, size),
        ]),
      ),
      rounds: 7,
      // Every known key once; and few enough that one key does not run out.
      times: Math.max(size, 100_000),
    })
  }
  await bench.compare('deny, 1 key', {
    ours: denying(ours),
    baselines: { 'Map of buckets': denying(mapOfBuckets) },
    times: 50_000,
  })
  for (const size of [1, 1_000, MANY]) {
    await bench.compare(`override, ${size} keys`, {
      ours: changing(ours, size),
      baselines: { 'Map of buckets': changing(mapOfBuckets, size) },
      times: size === MANY ? 4 : 1_000,
      rounds: 7,
    })
  }
  for (const items of [100_000, MANY]) {
    bench.heap(`a key, of ${items}`, {
      items,
      ours: size => filled(ours, size),
      baselines: Object.fromEntries(
        Object.entries(items === MANY ? { 'Map of buckets': mapOfBuckets } : baselines).map(
          ([name, make]) => [name, (size: number) => filled(make, size)],
        ),
      ),
    })
  }
  const pauses = (make: () => Limiter): number[] => [1, 2, 3].map(() => longestPause(make))
  bench.report('longest request while a million keys come', {
    unit: 'ms',
    ours: pauses(ours),
    baselines: { 'Map of buckets': pauses(mapOfBuckets) },
  })
  bench.report('buckets held of three million keys in three hours', {
    unit: 'buckets',
    ours: [heldAfterChurn()],
    baselines: { 'Map of buckets': [3 * MANY] },
  })
}
