// What runs for one conversation: timers, subscriptions, watches and work, as the kernel's commands set them up and take them down.
// Invariant: after `leave` nothing of that instance runs.
// Does not know time or topics; it only keeps account.
import type { Command } from '../kernel/index.ts'

export type Watch = Extract<Command, { do: 'watch' }>
/** Work outside of the conversation, with what stops it. */
export type Job = Extract<Command, { do: 'io' }> & { readonly stop: AbortController }

export interface Observer {
  watch(watch: Watch): void
  unwatch(watch: Watch): void
}

const NOBODY: Observer = { watch: () => {}, unwatch: () => {} }

export class Running {
  readonly timers: Map<number, { readonly iid: string; readonly due: number }> = new Map()
  /** `<iid> <topic>` */
  readonly subscriptions: Set<string> = new Set()
  /** By `<iid> <key>`. */
  readonly watches: Map<string, Watch> = new Map()
  /** Oldest first. */
  readonly work: Job[] = []
  readonly #observer: Observer

  constructor(observer: Observer = NOBODY) {
    this.#observer = observer
  }

  /** Carries a command out, if it is about what runs. Answers whether it was. */
  take(command: Command): boolean {
    switch (command.do) {
      case 'arm':
        this.timers.set(command.timer, { iid: command.iid, due: command.due })
        return true
      case 'disarm':
        this.timers.delete(command.timer)
        return true
      case 'subscribe':
        this.subscriptions.add(`${command.iid} ${command.topic}`)
        return true
      case 'unsubscribe':
        this.subscriptions.delete(`${command.iid} ${command.topic}`)
        return true
      case 'watch':
        this.#unwatch(`${command.iid} ${command.key}`)
        this.watches.set(`${command.iid} ${command.key}`, command)
        this.#observer.watch(command)
        return true
      case 'unwatch':
        this.#unwatch(`${command.iid} ${command.key}`)
        return true
      case 'io':
        this.work.push({ ...command, stop: new AbortController() })
        return true
      case 'abort':
        this.#stop(job => job.iid === command.iid && job.reply?.frame === command.frame)
        return true
      case 'leave':
        this.#leave(command.iid)
        return true
      default:
        return false
    }
  }

  /** Who hears a topic, in an order that a restart does not change. */
  hearers(topic: string): string[] {
    const found: string[] = []
    for (const each of this.subscriptions) {
      const at = each.indexOf(' ')
      if (each.slice(at + 1) === topic) found.push(each.slice(0, at))
    }
    return found.sort((a, b) => Number(a) - Number(b))
  }

  /** Everybody who hears a topic, in that order. */
  heard(): { readonly iid: string; readonly topic: string }[] {
    return [...this.subscriptions]
      .map(each => ({ iid: each.slice(0, each.indexOf(' ')), topic: each.slice(each.indexOf(' ') + 1) }))
      .sort((a, b) => Number(a.iid) - Number(b.iid) || (a.topic < b.topic ? -1 : 1))
  }

  /** Work that somebody waits for, whoever began first before others; a restart does not change it. */
  awaited(): Job[] {
    const frame = (job: Job): number => job.reply?.frame ?? 0
    return this.work
      .filter(job => job.reply !== undefined)
      .sort((a, b) => frame(a) - frame(b) || Number(a.iid) - Number(b.iid))
  }

  /** All of it ends, as when the process does. */
  clear(): void {
    this.timers.clear()
    this.subscriptions.clear()
    for (const name of this.watches.keys()) this.#unwatch(name)
    this.#stop(() => true)
  }

  /** The work is done. Answers whether anybody still wanted it. */
  done(job: Job): boolean {
    const at = this.work.indexOf(job)
    if (at >= 0) this.work.splice(at, 1)
    return at >= 0
  }

  #leave(iid: string): void {
    for (const [id, timer] of this.timers) if (timer.iid === iid) this.timers.delete(id)
    for (const each of this.subscriptions) if (each.startsWith(`${iid} `)) this.subscriptions.delete(each)
    for (const name of this.watches.keys()) if (name.startsWith(`${iid} `)) this.#unwatch(name)
    this.#stop(job => job.iid === iid)
  }

  #unwatch(name: string): void {
    const watch = this.watches.get(name)
    if (watch === undefined) return
    this.watches.delete(name)
    this.#observer.unwatch(watch)
  }

  #stop(which: (job: Job) => boolean): void {
    for (let at = this.work.length - 1; at >= 0; at--) {
      const job = this.work[at] as Job
      if (!which(job)) continue
      this.work.splice(at, 1)
      job.stop.abort()
    }
  }
}
