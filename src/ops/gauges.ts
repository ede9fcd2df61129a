// What Node tells about its own process. Delays are since the last taking; what is used up is in total since the start.
// Does not know how often it is asked, nor what is made of it.
import { monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks'

export interface Gauged {
  /** How much later than due the event loop came round, ms, since the last taking. */
  readonly delayMeanMs: number
  readonly delayP99Ms: number
  readonly delayMaxMs: number
  /** CPU time used so far, user and system, ms. */
  readonly cpuMs: number
  /** Time in which the event loop worked, or waited, so far, ms. */
  readonly activeMs: number
  readonly idleMs: number
  /** Time spent collecting garbage so far, ms, and how often. */
  readonly gcMs: number
  readonly gcs: number
  readonly rssBytes: number
  readonly heapUsedBytes: number
  readonly heapTotalBytes: number
  /** Outside of the heap: buffers and what native code holds. */
  readonly externalBytes: number
}

export interface Gauges {
  take(): Gauged
  close(): void
}

/** How often the delay is measured, ms: a timer as coarse as that is late by that much when nothing is wrong. */
const RESOLUTION_MS = 10

export function nodeGauges(): Gauges {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  let [gcMs, gcs] = [0, 0]
  const observer = new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) {
      gcMs += duration
      gcs++
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  return {
    take() {
      const late = (ns: number): number => (delay.count === 0 ? 0 : Math.max(0, ns / 1e6 - RESOLUTION_MS))
      const delays = {
        delayMeanMs: late(delay.mean),
        delayP99Ms: late(delay.percentile(99)),
        delayMaxMs: late(delay.max),
      }
      delay.reset()
      const { user, system } = process.cpuUsage()
      const { active, idle } = performance.eventLoopUtilization()
      const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
      return {
        ...delays,
        cpuMs: (user + system) / 1000,
        activeMs: active,
        idleMs: idle,
        gcMs,
        gcs,
        rssBytes: rss,
        heapUsedBytes: heapUsed,
        heapTotalBytes: heapTotal,
        externalBytes: external,
      }
    },
    close() {
      delay.disable()
      observer.disconnect()
    },
  }
}
