// Fields as a browser has them: found by their labels, holding what is typed until it is sent, sent as forms send them.
import { component, io, type Fields, type Upload } from 'repartee'
import { talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'

const All = component({
  name: 'all fields',
  state: () => ({ sent: '' }),
  on: { send: (_, fields: Fields) => ({ sent: JSON.stringify(fields) }) },
  view: (s, on) => (
    <form onSubmit={on.send} aria-label="order">
      <label>
        Name <input name="name" required />
      </label>
      <label for="note">Note:</label> <textarea id="note" name="note" value={'two\nlines'} />
      <input name="age" type="number" placeholder="your age" />
      <input name="secret" type="hidden" value="s" />
      <input name="off" value="x" disabled />
      <select name="size" aria-label="Size">
        <option>S</option>
        <option value="m">Medium</option>
        <option disabled>XL</option>
      </select>
      <select name="days" aria-label="Days" multiple value={['tue']}>
        <option value="mon">Monday</option>
        <option value="tue">Tuesday</option>
        <option value="wed">Wednesday</option>
      </select>
      <label>
        <input type="checkbox" name="news" /> News
      </label>
      <fieldset>
        <legend>Toppings</legend>
        <label>
          <input type="checkbox" name="top" value="ham" checked /> Ham
        </label>
        <label>
          <input type="checkbox" name="top" value="egg" /> Egg
        </label>
      </fieldset>
      <fieldset>
        <legend>Crust</legend>
        <label>
          <input type="radio" name="crust" value="thin" checked /> Thin
        </label>
        <label>
          <input type="radio" name="crust" value="thick" /> Thick
        </label>
      </fieldset>
      <input type="file" name="photo" aria-label="Photo" />
      <fieldset disabled>
        <legend>
          <input name="inLegend" aria-label="in the legend" />
        </legend>
        <input name="closed" aria-label="closed" />
      </fieldset>
      <input name="fixed" aria-label="fixed" value="as is" readonly />
      <button type="reset">Reset</button>
      <button name="how" value="slow">
        Send
      </button>
      <button name="how" value="fast">
        Send fast
      </button>
      <output>{s.sent}</output>
    </form>
  ),
})

const sent = (page: { text: string }): Record<string, unknown> =>
  JSON.parse(/\{.*\}/.exec(page.text)?.[0] ?? 'null') as Record<string, unknown>

describe('a form', () => {
  it('sends what a browser would send', () => {
    const page = talk(All)
      .fill('Name', 'Ada')
      .fill('your age', '36')
      .choose('Size', 'Medium')
      .choose('Days', ['Monday', 'wed'])
      .check('News')
      .choose('Toppings', ['Egg'])
      .choose('Crust', 'Thick')
      .attach('Photo', { name: 'me.png', size: 12, type: 'image/png' })
      .click('Send fast')
    expect(sent(page)).toEqual({
      name: 'Ada',
      note: 'two\nlines',
      age: 36,
      secret: 's',
      size: 'm',
      days: ['mon', 'wed'],
      news: true,
      top: ['egg'],
      crust: 'thick',
      photo: { id: 'upload-1', name: 'me.png', size: 12, type: 'image/png' },
      fixed: 'as is',
      how: 'fast',
    })
  })

  it('sends what nobody touched as it was rendered', () => {
    expect(sent(talk(All).fill('Name', 'Ada').submit())).toEqual({
      name: 'Ada',
      note: 'two\nlines',
      age: null,
      secret: 's',
      size: 'S',
      days: ['tue'],
      news: false,
      top: ['ham'],
      crust: 'thin',
      photo: null,
      fixed: 'as is',
      how: 'slow',
    })
  })

  it('is not sent while something required is empty', () => {
    const page = talk(All)
    expect(() => page.click('Send')).toThrow('The browser does not send the form: "Name" is required')
    expect(() => page.submit()).toThrow('"Name" is required')
    expect(page.notices).toEqual([])
    expect(page.log).toEqual([])
  })

  it('shows what was typed, ticked and chosen, and is reset to what was rendered', () => {
    const page = talk(All)
    const values = (): unknown[] =>
      ['Name', 'Note:', 'Size', 'Days', 'News', 'Thick'].map(name => page.value(name))
    const before = values()
    expect(before).toEqual(['', 'two\nlines', 'S', ['tue'], false, false])
    page
      .fill('Name', 'Ada')
      .fill('Note:', '')
      .choose('Size', 'm')
      .choose('Days', [])
      .check('News')
      .check('Thick')
    expect(values()).toEqual(['Ada', '', 'm', [], true, true])
    expect(page.value('Thin')).toBe(false)
    page.check('News', false).click('Reset')
    expect(values()).toEqual(before)
  })

  it('is printed with what its fields show, each under its label', () => {
    expect(talk(All).fill('Name', 'Ada').check('News').outline).toEqual([
      '<Name = "Ada"> <Note: = "two\\nlines"> <your age = ""> <off = "x" (disabled)>',
      '<Size = S of S, Medium, XL> <Days = Tuesday of Monday, Tuesday, Wednesday> <News = on>',
      'Toppings',
      '<Ham = on> <Egg = off>',
      'Crust',
      '<Thin = on> <Thick = off>',
      '<Photo = >',
      '<in the legend = "">',
      '<closed = "" (disabled)>',
      '<fixed = "as is"> [Reset] [Send] [Send fast]',
    ])
  })

  it('refuses what a browser would not let anybody do', () => {
    const page = talk(All)
    expect(() => page.choose('Size', 'XL')).toThrow(/got: {6}"XL", which is disabled/)
    expect(() => page.choose('Size', 'XS')).toThrow(/has no "XS" to choose[^]*one of: "S", "Medium"/)
    expect(() => page.fill('fixed', 'x')).toThrow('"fixed" cannot be written in')
    expect(() => page.fill('closed', 'x')).toThrow('it is disabled')
    expect(() => page.fill('in the legend', 'x')).not.toThrow()
    expect(() => page.fill('secret', 'x')).toThrow('it is never shown')
    expect(() => page.fill('Size', 'x')).toThrow('There is no "Size" to fill')
    expect(() => page.check('Name')).toThrow('There is no "Name" to check')
  })
})

const Search = component({
  name: 'search of a talk',
  state: () => ({ typed: [] as string[], changed: [] as string[], shout: false, key: 0, size: 'S' }),
  on: {
    type: (s, text: string) => ({ ...s, typed: [...s.typed, text] }),
    change: (s, text: string) => ({ ...s, changed: [...s.changed, text] }),
    shout: s => ({ ...s, shout: !s.shout }),
    renew: s => ({ ...s, key: s.key + 1 }),
    size: (s, size: string) => ({ ...s, size }),
    tick: (s, is: string) => ({ ...s, changed: [...s.changed, `tick ${is}`] }),
    told: (s, text: string) => ({ ...s, typed: [...s.typed, `told ${text}`] }),
  },
  view: (s, on) => (
    <div>
      {s.shout && <input name="before" />}
      <input
        key={s.key}
        aria-label="Search"
        value={s.shout ? 'LOUD' : ''}
        onInput={on.type}
        onChange={on.change}
      />
      <p>
        typed {s.typed.join()} changed {s.changed.join()}
      </p>
      <button onClick={on.shout}>Shout</button>
      <button onClick={on.renew}>Renew</button>
      <select aria-label="Size" onChange={on.size} value={s.size}>
        <option>S</option>
        <option>M</option>
      </select>
      <input type="checkbox" aria-label="Tick" onChange={on.tick} />
      <div rp-hook="pen" onPush={on.told} />
    </div>
  ),
})

describe('a field', () => {
  it('tells of what is written in it, at once and when it is left', () => {
    const page = talk(Search).fill('Search', 'ab')
    expect(page.text).toContain('typed ab changed ab')
    page.type('Search', 'cd')
    expect(page.text).toContain('typed ab,abc,abcd changed ab')
    expect(page.check('Tick').check('Tick').check('Tick', false).text).toContain('changed ab,tick on,tick')
    expect(page.choose('Size', 'M').value('Size')).toBe('M')
  })

  it('keeps what was typed until the server has something new to say', () => {
    const page = talk(Search).fill('Search', 'ab').choose('Size', 'M')
    expect(page.value('Search')).toBe('ab')
    page.restart()
    expect(page.value('Search')).toBe('ab')
    expect(page.click('Shout').value('Search')).toBe('LOUD')
    page.type('Search', '!').restart()
    expect(page.value('Search')).toBe('LOUD!')
    expect(page.click('Renew').value('Search')).toBe('LOUD')
    expect(page.html).not.toContain('value="LOUD!"')
  })

  it('is another one under another key or name, and what was typed does not change hands', () => {
    const page = talk(Search).fill('Search', 'ab').click('Renew')
    expect(page.value('Search')).toBe('')
    page.fill('Search', 'cd').click('Shout').fill('before', 'ef').click('Shout').click('Shout')
    expect(page.value('before')).toBe('')
  })

  it('may be one that a hook looks after', () => {
    expect(talk(Search).push('pen', 'a line').text).toContain('told a line')
    expect(() => talk(Search).push('brush', 'x')).toThrow('There is no')
  })
})

describe('files', () => {
  interface Rows {
    readonly rows: readonly string[]
  }
  const Album = component({
    name: 'testing files',
    state: (): Rows => ({ rows: [] }),
    on: {
      *keep(s, { photo }: { readonly photo: Upload | null }) {
        if (photo === null) return s
        const text = yield* io(({ open }) => open(photo).text())
        yield* io(({ open }) => open(photo).moveTo(`photos/${photo.name}`))
        return (now: Rows) => ({ rows: [...now.rows, `${photo.name}: ${text}`] })
      },
      *add(_, files: readonly Upload[]) {
        for (const file of files) yield* io(async ({ open }) => void (await open(file).bytes()))
        return (now: Rows) => ({
          rows: [...now.rows, ...files.map(({ name, size }) => `${name} of ${size}`)],
        })
      },
    },
    view: (s, on) => (
      <main>
        <form onSubmit={on.keep}>
          <input type="file" name="photo" aria-label="Photo" accept="image/*" maxsize={20} />
          <button>Keep</button>
        </form>
        <input type="file" aria-label="More" multiple onUpload={on.add} />
        {s.rows.map(row => (
          <p>{row}</p>
        ))}
      </main>
    ),
  })
  const PHOTO = { name: 'a.png', type: 'image/png', contents: 'a picture' }

  it('arrive with the form, can be read, and be taken over', async () => {
    const page = talk(Album).attach('Photo', PHOTO).lacks('a.png').click('Keep')
    await page.settle()
    expect(page.shows('a.png: a picture').moved.get('photos/a.png')).toEqual(
      new TextEncoder().encode('a picture'),
    )
  })

  it('arrive at once where the input offers them, and leave the field', async () => {
    const page = talk(Album).attach('More', [{ name: 'b', size: 3 }, PHOTO])
    await page.settle()
    page.shows('b of 3', 'a.png of 9')
    expect(page.value('More')).toEqual([])
  })

  it('are refused where the field would not take them', () => {
    expect(() => talk(Album).attach('Photo', { ...PHOTO, contents: 'a picture that is too large' })).toThrow(
      /"Photo" does not take "a.png"[^]*expected: at most 20 bytes[^]*got: +27 bytes/,
    )
    expect(() => talk(Album).attach('Photo', { name: 'a.txt', type: 'text/plain' })).toThrow(
      /expected: accept="image\/\*"/,
    )
  })
})
