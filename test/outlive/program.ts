// A program of ours as a process that is started, killed and started again, at the same place and over the same file.
// Invariant: what it says as an error is kept, for whoever expects that nothing was said.
// Does not know what it serves.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Program {
  readonly url: string
  readonly pid: number
  /** What it said on its error log. */
  said(): string
  /** Resolves when the process is gone: with its exit code, or the signal that ended it. */
  stop(signal: NodeJS.Signals): Promise<number | string>
  /** The same, of one that ends by itself. */
  gone(): Promise<number | string>
}

/** Resolves once it listens. */
export async function begin(
  file: string,
  env: Readonly<Record<string, string>>,
  words: readonly string[] = [],
): Promise<Program> {
  const args = ['--conditions=source', '--import', 'tsx', file, ...words]
  const child: ChildProcess = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', text => (said += text))
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  for await (const line of createInterface({ input: child.stdout! })) {
    const [url] = /http:\S+/.exec(line) ?? []
    if (url === undefined) continue
    child.stdout?.resume()
    const gone = async (): Promise<number | string> => {
      const [code, by] = await ended
      return code ?? by ?? ''
    }
    return {
      url,
      pid: child.pid!,
      said: () => said,
      stop(signal) {
        child.kill(signal)
        return gone()
      },
      gone,
    }
  }
  throw new Error(`${file} ended without listening: ${said}`)
}
