// When something is said that comes often: after a silence (rp-debounce), or at a pace (rp-throttle).
// Invariant: what came last is said, and before anything else that is said after it; at the latest when the visitor clicks, goes to
// another field or leaves.
// Does not know what is said.

export interface Timing {
  /** Says it in its time: now, unless `element` wishes otherwise. What is the same by `source` and `trigger` takes the former's place. */
  say(element: Element, source: Element, trigger: string, say: () => void): void
}

interface Entry {
  readonly source: Element
  readonly trigger: string
  readonly ms: number
  readonly isPace: boolean
  say: (() => void) | undefined
  timer?: ReturnType<typeof setTimeout>
}

export function openTiming(): Timing {
  const entries = new Set<Entry>()

  const say = (entry: Entry): boolean => {
    const { say } = entry
    entry.say = undefined
    say?.()
    return !!say
  }
  const wait = (entry: Entry): void => {
    clearTimeout(entry.timer)
    entry.timer = setTimeout(() => {
      if (say(entry) && entry.isPace) wait(entry)
      else entries.delete(entry)
    }, entry.ms)
  }
  const flush = (but: (entry: Entry) => boolean): void => {
    for (const entry of entries) if (!but(entry)) say(entry)
  }

  for (const when of ['click', 'submit', 'focusout', 'pagehide'])
    addEventListener(when, () => flush(({ trigger }) => trigger === when), true)

  return {
    say(element, source, trigger, now) {
      const silence = element.getAttribute('rp-debounce')
      const ms = silence ?? element.getAttribute('rp-throttle')
      const before = [...entries].find(entry => entry.source === source && entry.trigger === trigger)
      flush(entry => entry === before)
      if (!ms) {
        if (before) before.say = undefined
        return now()
      }
      const entry = before ?? { source, trigger, ms: Number(ms), isPace: !silence, say: undefined }
      entry.say = now
      if (before && entry.isPace) return
      entries.add(entry)
      if (entry.isPace) say(entry)
      wait(entry)
    },
  }
}
