// The style sheet of a server's pages, with the components' own styles in it.
import { component } from 'repartee'
import { handler, page } from 'repartee/server'
import { expect, it } from 'vitest'

const define = (name: string, styles: string): ReturnType<typeof component> =>
  component({ name, styles, state: () => ({}), on: {}, view: () => <p>{name}</p> })

it('has the styles of every component, once, under an address of its own content', async () => {
  const Page = define('sheet page', 'p { color: teal }')
  const { fetch, close } = handler({ pages: { '/': Page }, styles: '/* last */' })
  const sheet = async (): Promise<[address: string, css: string]> => {
    const html = await (await fetch(new Request('http://localhost/'))).text()
    const [, address = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(html) ?? []
    return [address, await (await fetch(new Request(`http://localhost${address}`))).text()]
  }
  const [address, css] = await sheet()
  expect(css.split('[rp-c="sheet page"]').length).toBe(2)
  expect(css).toMatch(/\/\* last \*\/$/)
  expect(await sheet()).toEqual([address, css])

  define('sheet later', 'p { color: red }')
  const [now, more] = await sheet()
  expect(now).not.toBe(address)
  expect(more).toContain('[rp-c="sheet later"]')
  // who has a page from before still gets what it names
  expect((await fetch(new Request(`http://localhost${address}`))).status).toBe(200)
  await close()
})

it('and the hooks of every page are left out of one that stands alone', async () => {
  const Page = define('among others', 'p { color: navy }')
  const { fetch, close } = handler({
    pages: { '/': Page, '/alone': page(Page, { alone: true, hooks: 'export const own = {}' }) },
    styles: '/* for all */',
    hooks: 'export const shared = {}',
  })
  const get = async (path: string): Promise<string> =>
    (await fetch(new Request(`http://localhost${path}`))).text()
  const loaded = async (path: string): Promise<[css: string, hooks: string]> => {
    const html = await get(path)
    const [, sheet = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(html) ?? []
    const [, hooks = ''] = /&quot;hooks&quot;:&quot;([^&]+)&quot;/.exec(html) ?? []
    return [await get(sheet), await get(hooks)]
  }
  const [css, hooks] = await loaded('/alone')
  expect(css).toContain('[rp-c="among others"]')
  expect(css).not.toContain('/* for all */')
  expect(hooks).toBe('export const own = {}')
  const [common, shared] = await loaded('/')
  expect(common).toContain('/* for all */')
  expect(shared).toBe('export const shared = {}')
  await close()
})

it('is the same from a process that has served no page yet, whether a page stands alone or not', async () => {
  const Page = define('elsewhere', 'p { color: olive }')
  const begin = () =>
    handler({ pages: { '/': Page, '/alone': page(Page, { alone: true }) }, styles: '/* for all */' })
  const [served, other] = [begin(), begin()]
  for (const path of ['/', '/alone']) {
    const html = await (await served.fetch(new Request(`http://localhost${path}`))).text()
    const [, sheet = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(html) ?? []
    const [mine, theirs] = await Promise.all(
      [served, other].map(({ fetch }) => fetch(new Request(`http://localhost${sheet}`))),
    )
    expect(theirs?.headers.get('cache-control')).toContain('immutable')
    expect(await theirs?.text()).toBe(await mine?.text())
    const former = await other.fetch(
      new Request(`http://localhost${sheet.replace(/[0-9a-f]{12}/, '0'.repeat(12))}`),
    )
    expect((await former.text()).includes('/* for all */')).toBe(path === '/')
    expect(former.headers.get('cache-control')).toBe('no-store')
  }
  await Promise.all([served.close(), other.close()])
})
