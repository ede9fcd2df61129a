// What package.json and the lock file promise to whoever clones.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (file: string) =>
  JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>

it('locks versions and hashes, no addresses', () => {
  const packages = Object.entries(read('package-lock.json')['packages'] ?? {}) as [
    string,
    Record<string, unknown>,
  ][]
  expect(packages.length).toBeGreaterThan(1)
  expect(packages.filter(([, locked]) => 'resolved' in locked).map(([name]) => name)).toEqual([])
})

it('locks the packages that package.json asks for', () => {
  const { dependencies, devDependencies } = read('package.json')
  const root = (read('package-lock.json')['packages'] ?? {})['']
  expect(root).toMatchObject({ dependencies, devDependencies })
})

it('sets up before every script that needs packages', () => {
  const scripts = read('package.json')['scripts'] ?? {}
  const needy = Object.keys(scripts).filter(name => !(name.startsWith('pre') && name.slice(3) in scripts))
  expect(needy.filter(name => !String(scripts[`pre${name}`]).startsWith('node scripts/setup.mjs'))).toEqual(
    [],
  )
})

it('ships the command that it names, as one that Node starts', () => {
  const { bin, files } = read('package.json')
  expect(bin).toEqual({ repartee: 'dist/cli/main.js' })
  expect(files).toContain('dist')
  expect(readFileSync('src/cli/main.ts', 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
})
