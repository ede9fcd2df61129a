// The import table is a test. It names the line that breaks a rule; the second half shows that it would.
import { globSync, readFileSync } from 'node:fs'
import { expect, it, describe } from 'vitest'
import { judge, TABLE, type House } from './imports/rules.ts'
import { doorsOfPackage } from './doors.ts'

const doors = doorsOfPackage()
const house: House = { doors: new Set(doors.values()), names: new Set(doors.keys()) }

describe('the import table', () => {
  it('holds in every source, example and measurement', () => {
    const files = globSync('{src,examples,bench}/**/*.{ts,tsx,mts,js,mjs}', {
      exclude: ['**/node_modules/**', 'bench/foreign/**'],
    })
    expect(files.length).toBeGreaterThan(0)
    expect(files.flatMap(file => judge(file, readFileSync(file, 'utf8'), house))).toEqual([])
  })

  it('has a row for every folder of src', () => {
    const folders = globSync('src/*/*.{ts,tsx}').map(file => file.split('/')[1] ?? '')
    expect(folders.filter(folder => !(folder in TABLE))).toEqual([])
  })
})

describe('the judge', () => {
  const offences = (file: string, ...lines: string[]) => judge(file, lines.join('\n'), house)

  it.each([
    ['src/live/a.ts', `import { x } from '../errors/index.ts'`, 'live may import nothing'],
    ['src/live/a.ts', `import type { X } from '../errors/index.ts'`, 'live may import nothing'],
    ['src/live/a.ts', `export * from '../errors/index.ts'`, 'live may import nothing'],
    ['src/live/a.ts', `export { x } from '../errors/index.ts'`, 'live may import nothing'],
    ['src/live/a.ts', `type X = import('../errors/index.ts').X`, 'live may import nothing'],
    ['src/live/a.ts', 'await import(`../errors/index.ts`)', 'live may import nothing'],
    ['src/live/a.ts', `const x = require('../errors/index.ts')`, 'live may import nothing'],
    ['src/live/a.ts', `import x = require('../errors/index.ts')`, 'live may import nothing'],
    ['src/live/a.ts', 'const x = 1\nawait import(`../${name}/index.ts`)', 'name the module as a literal'],
    ['src/kernel/a.ts', `import { x } from '../jsx/escape.ts'`, 'jsx is entered through jsx/index.ts'],
    [
      'src/kernel/deep/a.ts',
      `import { x } from '../../jsx/escape.ts'`,
      'jsx is entered through jsx/index.ts',
    ],
    ['src/kernel/a.ts', `import { x } from './index.ts'`, 'not the door'],
    ['src/kernel/a.ts', `import { x } from '../live/index.ts'`, 'kernel may import jsx, errors'],
    ['src/kernel/a.ts', `import { x } from 'repartee/live'`, 'by path'],
    ['src/kernel/a.ts', `import { x } from 'lodash/fp'`, 'kernel may use devalue of packages'],
    ['src/kernel/a.ts', `import { x } from 'node:fs'`, 'without modules of Node'],
    ['src/async/a.ts', `import { x } from 'fs/promises'`, 'without modules of Node'],
    ['src/wire/a.ts', `import 'node:crypto'`, 'without modules of Node'],
    ['src/server/a.ts', `import { x } from '../../test/x.ts'`, 'nothing outside src'],
    ['src/server/a.ts', `import { x } from '../client/index.ts'`, 'server may import'],
    ['src/index.ts', `export * from './live/index.ts'`, 'root may import kernel, jsx'],
    ['src/dashboard/a.tsx', `import { x } from '../server/index.ts'`, 'dashboard may import nothing'],
    ['src/dashboard/a.tsx', `import { x } from 'repartee/secret'`, 'no public door'],
    ['src/attic/a.ts', `import { x } from './b.ts'`, 'no row for src/attic'],
    ['examples/a/main.tsx', `import { x } from '../../src/live/index.ts'`, 'public doors'],
    ['examples/a/main.tsx', `import { x } from 'repartee/src/live'`, 'no public door'],
    ['bench/a.ts', `import { x } from '../src/live/index.ts'`, 'public doors'],
    ['src/jsx/a.ts', 'const t = Date.now()', 'uses Date.now: jsx is pure'],
    ['src/kernel/a.ts', `const t = Date['now']()`, 'uses Date.now'],
    ['src/kernel/a.ts', 'const { now } = Date', 'uses parts of Date'],
    ['src/kernel/a.ts', 'const t = new Date()', 'uses new Date()'],
    ['src/kernel/a.ts', 'const t = new Date', 'uses new Date()'],
    ['src/kernel/a.ts', 'const t = Date()', 'uses Date()'],
    ['src/kernel/a.ts', 'const t = performance.now()', 'uses performance'],
    ['src/kernel/a.ts', 'const t = (Math as { random(): number }).random()', 'uses Math.random'],
    ['src/kernel/a.ts', 'const t = Math.random()', 'uses Math.random'],
    ['src/kernel/a.ts', 'const t = `${crypto.randomUUID()}`', 'uses crypto'],
    ['src/kernel/a.ts', 'const later = setTimeout', 'uses setTimeout'],
    ['src/kernel/a.ts', 'const f = { setImmediate }', 'uses setImmediate'],
    ['src/kernel/a.ts', 'globalThis.setInterval(f, 1)', 'uses globalThis'],
    ['src/kernel/a.ts', 'queueMicrotask(() => {})', 'uses queueMicrotask'],
    ['src/kernel/a.ts', 'if (process.env.X) f()', 'uses process'],
    ['src/jsx/a.tsx', 'const v = <p title={process.title}>now</p>', 'uses process'],
  ])('in %s refuses %j', (file, text, rule) => {
    expect(offences(file, text)).toEqual([expect.stringContaining(rule)])
  })

  it('names the file and the line', () => {
    expect(offences('src/kernel/a.ts', '// one', '', 'export const t = Date.now()')).toEqual([
      'src/kernel/a.ts:3 uses Date.now: kernel is pure; pass it in',
    ])
  })

  it('is not fooled by comments, strings, names of properties and types', () => {
    expect(
      offences(
        'src/kernel/a.tsx',
        `// import '../live/index.ts'; setTimeout(f)`,
        `/* await import('node:fs') */`,
        `const s = "import 'node:fs'" + 'Date.now()' + \`require('x') \${1}\``,
        `const r = /import 'x'/`,
        `const o = { process: 1, crypto() {}, now: here.performance.now, get setTimeout() { return 1 } }`,
        `interface I { process: typeof performance; setTimeout(): Date }`,
        `const d = new Date(0), u = Date.UTC(2020, 1), is = d instanceof Date, m = Math.max(1, 2)`,
        `const v = <p>import 'x' and Date.now()</p>`,
      ),
    ).toEqual([])
  })

  it('lets good files be', () => {
    expect(
      offences(
        'src/kernel/a.ts',
        `import type { Node } from '../jsx/index.ts'`,
        `import { b } from './deep/b.ts'`,
      ),
    ).toEqual([])
    expect(
      offences('src/kernel/deep/a.ts', `import { b } from '../b.ts'`, `import * as d from 'devalue'`),
    ).toEqual([])
    expect(
      offences('src/server/a.ts', `import { x } from '../jsx/runtime.ts'`, `import 'node:http'`),
    ).toEqual([])
    expect(offences('src/dashboard/a.tsx', `import { component } from 'repartee'`)).toEqual([])
    expect(offences('src/async/a.ts', 'const t = Date.now(); setTimeout(f, 1)')).toEqual([])
    expect(offences('bench/live/a.ts', `import { x } from '../harness.ts'`, `import m from 'mitt'`)).toEqual(
      [],
    )
    expect(offences('src/live/a.test.ts', `import { x } from '../server/inner.ts'`)).toEqual([])
    expect(offences('src/live/a.fixture.ts', `import { x } from '../server/inner.ts'`)).toEqual([])
  })
})
