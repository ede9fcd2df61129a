// set-up: makes a fresh clone ready. npm runs it before `npm start`, `npm test` and the others.
// Idea: three questions, each answered by looking: do the packages fit the lock file, does the client bundle fit its
// sources, are there a browser and the proxies and servers that tests run with (`--browser`), or a Redis server alone (`--redis`). What
// fits is left alone, so running it again costs a moment.
// It uses built-in modules only and runs on the Node that happens to be there; everything after it runs on the Node
// that the packages bring along, which npm puts first on the PATH of its scripts.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromiumWanted, findChromium } from './chromium.mjs'
import { findServer, missing, PROXIES, serverWanted, VALKEY, wanted } from './programs.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

/** @param {string} line */
const say = line => console.log(`set-up: ${line}`)

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' })
  if (error) say(error.message)
  return status === 0
}

function packages() {
  const stamp = 'node_modules/.repartee-setup'
  const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('installing packages; the first time takes about half a minute')
  // npm tells its scripts where it lives; that works where `npm` itself is not something one can start.
  const npm = process.env.npm_execpath
  // Warnings stay out: they are about this Node, which nothing but this file and npm runs on.
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error']
  if (!(npm ? run(process.execPath, [npm, ...args]) : run('npm', args))) {
    say('npm install failed; its own words are above')
    process.exit(1)
  }
  // Read again: npm may have completed the lock file, and that is what is installed now.
  writeFileSync(stamp, createHash('sha256').update(readFileSync('package-lock.json')).digest('hex'))
}

async function client() {
  const { buildClient } = await import('./build-client.mjs')
  if (await buildClient()) say('built the client bundle')
}

const isRedisThere = () => Boolean(findServer() || process.env.REPARTEE_TEST_REDIS_URL)

/** Where we may. `extras`: those that this system offers, if anything is installed at all. @param {readonly string[]} names @param {readonly string[]} extras */
function install(names, extras = []) {
  if (names.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  say(`installing ${names.join(', ')}`)
  // One by one: that one is not to be had is no reason to go without the others.
  if (!run('apt-get', ['update'])) return
  const offered = extras.filter(name => spawnSync('apt-cache', ['show', name]).status === 0)
  for (const name of [...names, ...offered])
    run('apt-get', ['install', '-y', '--no-install-recommends', name])
}

/** What tests need of the system. */
function system() {
  const programs = missing(PROXIES)
  const browsers = findChromium() ? [] : ['chromium']
  // Optional: the same browser without a window opens a page with a fifth of the work.
  if (!existsSync('/usr/bin/chromium-headless-shell') && !process.env.REPARTEE_CHROMIUM)
    browsers.push('chromium-headless-shell')
  const servers = isRedisThere() ? [] : ['redis-server']
  install([...browsers, ...programs, ...servers], missing([VALKEY]))
  if (!findChromium()) say(chromiumWanted)
  if (missing(PROXIES).length > 0) say(wanted(missing(PROXIES)))
  if (!isRedisThere()) say(serverWanted)
}

packages()
await client()
if (process.argv.includes('--browser')) system()
if (process.argv.includes('--redis') && !findServer()) install(['redis-server'])
