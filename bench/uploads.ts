// A gigabyte of files sent to a server in another process, in slices as the client sends them: what the server's memory grows by
// meanwhile, and its CPU for each 100 MB. Beside it the least that could be done, the request piped into a file; and the most: each slice
// comes to another process than the one that has the conversation, and goes there through Redis.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Visitor } from '../test/visitor.ts'
import type { Bench } from './harness.ts'
import { store } from './nodes/store.ts'
import type { Used } from './uploads/program.tsx'

const FILES = 4
const BYTES = 256 * 1024 * 1024
const SLICE = 983_040
const ROUNDS = 3

const WAYS = ['ours', 'floor', 'passed on'] as const
type Way = (typeof WAYS)[number]

/** What all processes did together, and by how many bytes the memory of one grew that did it. */
interface Taken {
  readonly cpu: number
  readonly grown: number
  readonly ms: number
}

export default async function (bench: Bench): Promise<void> {
  const taken: Record<Way, Taken[]> = { ours: [], floor: [], 'passed on': [] }
  for (let round = 0; round < ROUNDS; round++)
    for (const way of WAYS) taken[way].push(await (way === 'passed on' ? measurePassed() : measure(way)))
  const figures = (of: (taken: Taken) => number) => ({
    ours: taken.ours.map(of),
    baselines: { pipeline: taken.floor.map(of), 'passed on': taken['passed on'].map(of) },
  })
  bench.report('memory grown by while 1 GiB arrives', {
    unit: 'MB',
    ...figures(({ grown }) => Math.round(grown / 1e6)),
  })
  bench.report('CPU for 100 MB', {
    unit: 'ms',
    ...figures(({ cpu }) => Math.round(cpu / 1000 / ((FILES * BYTES) / 1e8))),
  })
  bench.report('time for 100 MB', {
    unit: 'ms',
    ...figures(({ ms }) => Math.round(ms / ((FILES * BYTES) / 1e8))),
  })
}

async function measure(way: 'ours' | 'floor'): Promise<Taken> {
  const program = await begin(way)
  try {
    const { origin } = program
    const put = way === 'ours' ? await toOurs(origin, origin) : { at: async (n: number) => `${origin}/${n}` }
    const ms = await sendAll(put)
    const { cpu, most, least } = await program.used()
    return { cpu, grown: most - least, ms }
  } finally {
    program.end()
  }
}

async function measurePassed(): Promise<Taken> {
  const server = await store()
  const programs = await Promise.all([begin('ours', server.url), begin('ours', server.url)])
  try {
    const [has, passes] = programs
    const ms = await sendAll(await toOurs(has.origin, passes.origin))
    const used = await Promise.all(programs.map(program => program.used()))
    return {
      cpu: used.reduce((sum, { cpu }) => sum + cpu, await server.cpu()),
      grown: Math.max(...used.map(({ most, least }) => most - least)),
      ms,
    }
  } finally {
    for (const program of programs) program.end()
    await server.end()
  }
}

interface Program {
  readonly origin: string
  used(): Promise<Used>
  end(): void
}

async function begin(way: 'ours' | 'floor', redis?: string): Promise<Program> {
  const program = fileURLToPath(new URL('./uploads/program.tsx', import.meta.url))
  const child = fork(program, [way], {
    execArgv: ['--expose-gc', '--conditions=source', '--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production', ...(redis !== undefined && { REDIS: redis }) },
  })
  const { port } = await said<{ port: number }>(child)
  return {
    origin: `http://localhost:${port}`,
    used() {
      child.send('used')
      return said<Used>(child)
    },
    end: () => void child.send('end'),
  }
}

/** Where files go, and what is said with each slice. */
interface Put {
  at(file: number): Promise<string>
  readonly headers?: object
}

/** Two files at once, as the client sends them; ms. */
async function sendAll({ at: urlOf, headers }: Put): Promise<number> {
  const slice = new Uint8Array(SLICE).map((_, at) => at & 255)
  const send = async (files: readonly number[]): Promise<void> => {
    for (const file of files) {
      const url = await urlOf(file)
      for (let at = 0; at < BYTES; at += SLICE) {
        const body = slice.subarray(0, Math.min(SLICE, BYTES - at))
        const response = await fetch(url, {
          method: 'PUT',
          body,
          headers: { ...headers, 'rp-at': String(at) },
        })
        if (response.status !== 204) throw new Error(`${response.status} ${await response.text()}`)
        await response.arrayBuffer()
      }
    }
  }
  const began = performance.now()
  const all = Array.from({ length: FILES }, (_, file) => file)
  await Promise.all([0, 1].map(lane => send(all.filter(file => file % 2 === lane))))
  return performance.now() - began
}

/** Of a conversation that the first has; the second is asked. */
async function toOurs(has: string, asked: string): Promise<Put> {
  const visitor = await new Visitor(request => fetch(request), has).open('/')
  const [offer = ''] = visitor.page.offers('upload').map(each => each.offer)
  const base = `${asked}${visitor.boot.base}/upload/${visitor.boot.cid}`
  const headers = visitor.headers({ origin: asked })
  return {
    headers,
    async at(file) {
      const response = await fetch(base, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ offer, field: '', name: `${file}`, size: BYTES, type: '' }),
      })
      return `${base}/${((await response.json()) as { id: string }).id}`
    },
  }
}

const said = <T>(child: ChildProcess): Promise<T> =>
  new Promise((done, fail) => {
    child.once('message', message => done(message as T))
    child.once('exit', code => fail(new Error(`the server ended with ${code}`)))
  })
