// The style sheet of a server's pages, with the components' own styles in it.
import { component } from 'repartee'
import { handler } from 'repartee/server'
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
