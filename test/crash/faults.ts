// What is done to the servers of a trial, one thing after the other: each makes its trouble, and undoes it again.
// Invariant: when all are done every process is up, the disk is well, and the clock is where it was put last.
// Does not know visitors.
import { closeSync, existsSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Chance } from './chance.ts'
import { cut } from './http.ts'
import { pause, type ServerProcess } from './process.ts'

export type Fault =
  | 'kill'
  | 'kill at the start'
  | 'kill while draining'
  | 'drain'
  | 'freeze'
  | 'clock'
  | 'slow disk'
  | 'full disk'
  | 'broken disk'

export interface Site {
  readonly file: string
  readonly chance: Chance
  readonly servers: readonly ServerProcess[]
  readonly isHasty: boolean
  /** The folder's volume is small, and may be filled. */
  readonly isSmall: boolean
  /** Told of each process that was killed, of each fault, and of a process that goes on after it stood still. */
  readonly on: { killed(): void; did(fault: Fault): void; stood(): void; wrong(what: string): void }
  /** Events may fail now, and visitors read so. */
  isTroubled: boolean
  offset: number
  /** The furthest that the clock was ever put. */
  furthest: number
}

/** A drain that takes longer has hung, ms. */
const DRAIN_MS = 15_000
const STEPS_MS = [2000, 90_000, 3_600_000]
/** So far from the true time the clock gets, ms. */
const FAR_MS = 7_200_000
/** A sync takes so long at most on a slow disk, ms. */
const SLOW_MS = 5000
/** So long a proxy waits for a server that stands still, ms. */
const GIVEN_UP_MS = 800
/** So much longer than the fault notices of it may come, ms. */
const AFTERMATH_MS = 2500

export async function start(site: Site, server: ServerProcess, maxBytes?: number): Promise<void> {
  const { file, offset, isHasty } = site
  await server.start({ file, offset, isHasty, ...(maxBytes !== undefined && { maxBytes }) })
}

/** Kills one, and starts it again a little later. */
async function kill(site: Site, server: ServerProcess, maxBytes?: number): Promise<void> {
  await server.kill()
  site.on.killed()
  if (site.servers.length > 1) await pause(site.chance.whole(0, 700))
  await start(site, server, maxBytes)
}

export async function make(site: Site, fault: Fault): Promise<void> {
  const { chance, servers, on } = site
  const server = chance.pick(servers)
  on.did(fault)
  switch (fault) {
    case 'kill':
      return kill(site, server)
    case 'kill at the start': {
      await server.kill()
      on.killed()
      const up = start(site, server)
      await pause(chance.whole(20, 250))
      await server.kill()
      await up
      on.killed()
      return start(site, server)
    }
    case 'kill while draining': {
      const { how } = await server.drain(chance.whole(0, 60))
      if (how === 'SIGKILL') on.killed()
      return start(site, server)
    }
    case 'drain': {
      const { how, tookMs } = await server.drain(DRAIN_MS)
      if (how !== '0')
        on.wrong(`a process that was told to go ended with ${how} after ${Math.round(tookMs)} ms`)
      return start(site, server)
    }
    case 'freeze': {
      const over = server.freeze(chance.whole(4500, 6500))
      await pause(GIVEN_UP_MS)
      cut(server.port)
      await over
      return on.stood()
    }
    case 'clock': {
      const step = chance.pick(STEPS_MS) * (chance.is(0.5) ? 1 : -1)
      const offset = Math.abs(site.offset + step) > FAR_MS ? site.offset - step : site.offset + step
      setClock(site, offset)
      await pause(chance.whole(100, 1500))
      return kill(site, server)
    }
    case 'slow disk': {
      for (const each of servers) each.tell({ tell: 'disk', slowMs: SLOW_MS, isBroken: false })
      await pause(chance.whole(1500, 4000))
      await kill(site, server)
      for (const each of servers) each.tell({ tell: 'disk', slowMs: 0, isBroken: false })
      return
    }
    case 'broken disk': {
      site.isTroubled = true
      server.tell({ tell: 'disk', slowMs: 0, isBroken: true })
      await pause(chance.whole(300, 1500))
      await kill(site, server)
      await pause(AFTERMATH_MS)
      site.isTroubled = false
      return
    }
    case 'full disk': {
      site.isTroubled = true
      const filler = join(dirname(site.file), 'filler')
      if (site.isSmall) fill(filler)
      else await kill(site, server, sizeOf(site.file) + 65_536)
      await pause(chance.whole(500, 1500))
      // Both ways round: with room again, and first of all without it.
      if (site.isSmall && chance.is(0.5)) rmSync(filler)
      if (site.isSmall && existsSync(filler)) await killFull(site, server, filler)
      else if (!site.isSmall || chance.is(0.5)) await kill(site, server)
      await pause(AFTERMATH_MS)
      site.isTroubled = false
      return
    }
  }
}

/** Killed while there is no room, and started again when there is. */
async function killFull(site: Site, server: ServerProcess, filler: string): Promise<void> {
  await server.kill()
  site.on.killed()
  rmSync(filler)
  await start(site, server)
}

export function setClock(site: Site, offset: number): void {
  site.offset = offset
  site.furthest = Math.max(site.furthest, offset)
  for (const each of site.servers) each.tell({ tell: 'clock', offset })
}

/** Takes all the room that there is. */
function fill(filler: string): void {
  const fd = openSync(filler, 'w')
  try {
    for (let size = 1 << 20; size >= 512;)
      try {
        writeSync(fd, Buffer.alloc(size))
      } catch {
        size /= 2
      }
  } finally {
    closeSync(fd)
  }
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0)
