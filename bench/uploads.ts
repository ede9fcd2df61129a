// A gigabyte of files sent to a server in another process, in slices as the client sends them: what the server's memory grows by
// meanwhile, and its CPU for each 100 MB. Beside it the least that could be done: the request piped into a file.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Visitor } from '../test/visitor.ts'
import type { Bench } from './harness.ts'
import type { Used } from './uploads/program.tsx'

const FILES = 4
const BYTES = 256 * 1024 * 1024
const SLICE = 983_040
const ROUNDS = 3

type Who = 'ours' | 'floor'

export default async function (bench: Bench): Promise<void> {
  const used: Record<Who, Used[]> = { ours: [], floor: [] }
  for (let round = 0; round < ROUNDS; round++)
    for (const who of ['ours', 'floor'] as const) used[who].push(await measure(who))
  const figures = (of: (used: Used) => number) => ({
    ours: used.ours.map(of),
    baselines: { pipeline: used.floor.map(of) },
  })
  bench.report('memory grown by while 1 GiB arrives', {
    unit: 'MB',
    ...figures(({ most, least }) => Math.round((most - least) / 1e6)),
  })
  bench.report('CPU for 100 MB', {
    unit: 'ms',
    ...figures(({ cpu }) => Math.round(cpu / 1000 / ((FILES * BYTES) / 1e8))),
  })
}

async function measure(who: Who): Promise<Used> {
  const program = fileURLToPath(new URL('./uploads/program.tsx', import.meta.url))
  const child = fork(program, [who], {
    execArgv: ['--expose-gc', '--conditions=source', '--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  try {
    const { port } = await said<{ port: number }>(child)
    const origin = `http://localhost:${port}`
    const slice = new Uint8Array(SLICE).map((_, at) => at & 255)
    const put = await (who === 'ours' ? toOurs(origin) : async (file: number) => `${origin}/${file}`)
    // Two at once, as the client sends them.
    const send = async (files: readonly (string | Promise<string>)[], headers: object): Promise<void> => {
      for (const url of files)
        for (let at = 0; at < BYTES; at += SLICE) {
          const body = slice.subarray(0, Math.min(SLICE, BYTES - at))
          const response = await fetch(await url, {
            method: 'PUT',
            body,
            headers: { ...headers, 'rp-at': String(at) },
          })
          if (response.status !== 204) throw new Error(`${response.status} ${await response.text()}`)
          await response.arrayBuffer()
        }
    }
    const urls = Array.from({ length: FILES }, (_, file) => put(file))
    const headers = 'headers' in put ? put.headers : {}
    await Promise.all(
      [0, 1].map(lane =>
        send(
          urls.filter((_, at) => at % 2 === lane),
          headers,
        ),
      ),
    )
    child.send('used')
    return await said<Used>(child)
  } finally {
    child.send('end')
  }
}

/** Begins files there; where each goes. */
async function toOurs(origin: string): Promise<((file: number) => Promise<string>) & { headers: object }> {
  const visitor = await new Visitor(request => fetch(request), origin).open('/')
  const [offer = ''] = visitor.page.offers('upload').map(each => each.offer)
  const base = `${origin}${visitor.boot.base}/upload/${visitor.boot.cid}`
  const headers = visitor.headers({ origin })
  const begin = async (file: number): Promise<string> => {
    const response = await fetch(base, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ offer, field: '', name: `${file}`, size: BYTES, type: '' }),
    })
    return `${base}/${((await response.json()) as { id: string }).id}`
  }
  return Object.assign(begin, { headers })
}

const said = <T>(child: ChildProcess): Promise<T> =>
  new Promise((done, fail) => {
    child.once('message', message => done(message as T))
    child.once('exit', code => fail(new Error(`the server ended with ${code}`)))
  })
