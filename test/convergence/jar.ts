// The cookies of one browser, which its tabs share.
// Knows of a cookie what ours need: name, value, path, how long it lives, and whether a script may see it.

interface Cookie {
  readonly value: string
  readonly path: string
  readonly until: number
  readonly hidden: boolean
}

export class Jar {
  readonly #cookies = new Map<string, Cookie>()

  take(set: string | readonly string[] | undefined, now: number): void {
    for (const line of typeof set === 'string' ? [set] : (set ?? [])) {
      const [pair = '', ...more] = line.split(/;\s*/)
      const at = pair.indexOf('=')
      const path = /;\s*path=([^;]*)/i.exec(line)?.[1] ?? '/'
      const age = /;\s*max-age=(\d+)/i.exec(line)?.[1]
      const until = age === undefined ? Infinity : now + Number(age) * 1000
      this.#cookies.set(`${pair.slice(0, at)} ${path}`, {
        value: pair.slice(at + 1),
        path,
        until,
        hidden: more.some(each => /^httponly$/i.test(each)),
      })
    }
  }

  header(path: string, now: number, forScript: boolean = false): string {
    const pairs: string[] = []
    for (const [key, cookie] of this.#cookies) {
      const below = cookie.path.endsWith('/') ? cookie.path : `${cookie.path}/`
      if (cookie.until <= now || (cookie.hidden && forScript)) continue
      if (path === cookie.path || path.startsWith(below)) pairs.push(`${key.split(' ')[0]}=${cookie.value}`)
    }
    return pairs.join('; ')
  }
}
