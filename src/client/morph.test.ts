// Morph in real Chromium: random pairs of trees against what they should become, and what a visitor has in a page.
// Long, because each thing that a visitor may lose has its sentence.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle, openBrowser, openTab, type Tab } from '../../test/browser.ts'
import type { Lab, Mistake } from './morph.fixture.ts'

declare const lab: Lab

let browser: Browser
let tab: Tab
beforeAll(async () => {
  browser = await openBrowser()
  tab = await openTab(browser)
  const script = await bundle({
    source: `import { Idiomorph } from 'idiomorph'; import { lab } from './morph.fixture.ts'; Object.assign(globalThis, { lab, Idiomorph })`,
    dir: import.meta.dirname,
  })
  await tab.page.addScriptTag({ content: script, type: 'module' })
})
afterAll(() => browser.close())

describe('morph, on random trees', () => {
  it('makes 1,500 trees equal another, as idiomorph does, and keeps who has a name', async () => {
    const result = await tab.page.evaluate(() => lab.pairs(1500, 20261))
    expect(result.wrong).toEqual([])
    expect(result.lost).toEqual([])
    expect(result.unlikeReference).toEqual([])
    expect(result.named).toBeGreaterThan(1000)
  })

  it('would be seen to fail: a morph with a mistake in it is noticed, whichever', async () => {
    const mistakes = await tab.page.evaluate(() =>
      lab.mistakes.map(each => [each, lab.notices(each as Mistake)] as const),
    )
    expect(mistakes.length).toBeGreaterThan(4)
    expect(mistakes.filter(([, isNoticed]) => !isNoticed)).toEqual([])
  })

  it('moves no more elements of a keyed list than it must', async () => {
    const result = await tab.page.evaluate(() => lab.lists(300, 7))
    expect(result.wrong).toEqual([])
    expect(result.moved).toBe(result.least)
    expect(result.moved).toBeGreaterThan(300)
  })

  it('puts what is only counted where it is counted, and keeps it', async () => {
    const result = await tab.page.evaluate(() => lab.counted(400, 11))
    expect(result.wrong).toEqual([])
    expect(result.lost).toEqual([])
    expect(result.kept).toBeGreaterThan(1000)
  })

  it('moves one row of 1,000 with one move', async () => {
    expect(await tab.page.evaluate(() => lab.oneOf(1000, 'first to last'))).toEqual({ removed: 1, added: 1 })
    expect(await tab.page.evaluate(() => lab.oneOf(1000, 'last to first'))).toEqual({ removed: 1, added: 1 })
  })

  it('gives the same trees where the browser has no moveBefore', async () => {
    const result = await tab.page.evaluate(() => lab.withoutMoveBefore(() => lab.pairs(300, 99)))
    expect(result.wrong).toEqual([])
    expect(result.lost).toEqual([])
  })
})

describe('morph, and what the visitor has in the page', () => {
  /** `between` and `look` are scripts that see the stage before and after. */
  const morphed = async (
    from: string,
    to: string,
    look: string,
    between = '',
    old = false,
  ): Promise<unknown> => {
    await tab.page.evaluate(a => lab.begin(a), from)
    await tab.page.evaluate(between)
    await tab.page.evaluate(([a, b]) => lab.play(a, b), [to, old] as const)
    const seen = await tab.page.evaluate(look)
    await tab.page.evaluate(() => lab.end())
    return seen
  }

  it('keeps typed text when the field was rendered with the same value', async () => {
    const from = '<div><input name="a" value="x"></div>'
    const to = '<div><p>new</p><input name="a" value="x" class="c"></div>'
    expect(
      await morphed(from, to, 'q("input").value + q("input").className', 'q("input").value = "typed"'),
    ).toBe('typedc')
  })

  it('gives up typed text when the server renders another value', async () => {
    const from = '<div><input value="x"><textarea>x</textarea></div>'
    const to = '<div><input value="y"><textarea>y</textarea></div>'
    const typed = 'q("input").value = q("textarea").value = "typed"'
    expect(await morphed(from, to, 'q("input").value + q("textarea").value', typed)).toBe('yy')
    expect(await morphed(from, from, 'q("input").value + q("textarea").value', typed)).toBe('typedtyped')
  })

  it('keeps the caret where it was when the value of a focused field changes', async () => {
    const typed = 'q("input").value = "typed"; q("input").focus(); q("input").setSelectionRange(2, 3)'
    const look = '[q("input").value, q("input").selectionStart, q("input").selectionEnd]'
    expect(await morphed('<div><input></div>', '<div><input value="TYPED"></div>', look, typed)).toEqual([
      'TYPED',
      2,
      3,
    ])
  })

  it('does not take the echo of what was sent for news, and takes what comes after it', async () => {
    expect(await tab.page.evaluate(() => lab.echo(['a', 'ab'], 'abc', ['a', 'ab']))).toBe('abc')
    expect(await tab.page.evaluate(() => lab.echo(['a', 'ab'], 'ab', ['a', 'ab', '']))).toBe('')
    expect(await tab.page.evaluate(() => lab.echo(['a', 'ab'], 'abc', ['ab', 'a']))).toBe('a')
    expect(await tab.page.evaluate(() => lab.echo(['a', ''], '', ['a']))).toBe('')
    expect(await tab.page.evaluate(() => lab.echo(['a'], 'ab', ['A']))).toBe('A')
    expect(await tab.page.evaluate(() => lab.echo(['a'], 'ab', ['A', 'a']))).toBe('a')
  })

  it('compares ticks and choices three ways', async () => {
    const tick = (attribute: string): string => `<div><input type="checkbox" ${attribute}></div>`
    const untick = 'q("input").checked = false'
    expect(await morphed(tick('checked'), tick('checked class="c"'), 'q("input").checked', untick)).toBe(
      false,
    )
    expect(await morphed(tick(''), tick('checked'), 'q("input").checked', untick)).toBe(true)
    const choice = (names: string, chosen = ''): string =>
      `<div><select>${[...names].map(n => `<option value="${n}"${n === chosen ? ' selected' : ''}>${n}</option>`).join('')}</select></div>`
    const choose = 'q("select").value = "b"'
    expect(await morphed(choice('abc'), choice('xabc'), 'q("select").value', choose)).toBe('b')
    expect(await morphed(choice('abc'), choice('xabc'), 'q("select").value')).toBe('x')
    expect(await morphed(choice('abc'), choice('abc', 'c'), 'q("select").value', choose)).toBe('c')
    expect(await morphed(choice('abc', 'c'), choice('ac', 'c'), 'q("select").value', choose)).toBe('c')
  })

  it('keeps a select of several empty that the visitor emptied', async () => {
    const choices = (names: string): string =>
      `<div><select multiple>${[...names].map(n => `<option${n === 'a' ? ' selected' : ''}>${n}</option>`).join('')}</select></div>`
    const look = 'q("select").selectedOptions.length'
    expect(await morphed(choices('abc'), choices('abcd'), look, 'q("select").selectedIndex = -1')).toBe(0)
    expect(await morphed(choices('abc'), choices('abcd'), look)).toBe(1)
  })

  it('keeps several choices of one select', async () => {
    const many = (names: string): string =>
      `<div><select multiple>${[...names].map(n => `<option>${n}</option>`).join('')}</select></div>`
    const look = 'Array.from(q("select").selectedOptions, o => o.value)'
    const choose = 'for (const o of q("select").options) o.selected = o.value !== "a"'
    expect(await morphed(many('abc'), many('cxab'), look, choose)).toEqual(['c', 'b'])
  })

  it('never turns a field into another one, so typed text does not change hands', async () => {
    const from = '<div><input name="a"><div rp-i="5"><input></div><p rp-k="x"><input></p></div>'
    const to = '<div><input name="b"><input name="a"><div rp-i="6"><input></div><p rp-k="y"><input></p></div>'
    const typed = 'for (const i of root.querySelectorAll("input")) i.value = "typed"'
    const look = 'Array.from(root.querySelectorAll("input"), i => i.value)'
    expect(await morphed(from, to, look, typed)).toEqual(['', 'typed', '', ''])
  })

  it('keeps focus, caret and scroll of what moves, and frames are not loaded again', async () => {
    const rows = (order: string): string =>
      `<div>${[...order].map(k => `<div rp-k="${k}" class="tall"><input><p>${'text '.repeat(400)}</p><iframe srcdoc="x"></iframe></div>`).join('')}</div>`
    const before = `
      const tall = root.querySelectorAll('.tall')[2]
      tall.style.cssText = 'height: 50px; overflow: auto; width: 80px'
      tall.setAttribute('rp-ignore', '')
      const input = tall.querySelector('input'); input.value = 'abc'; input.focus({ preventScroll: true }); input.setSelectionRange(1, 2)
      tall.scrollTop = 33
      globalThis.frame = tall.querySelector('iframe').contentWindow; globalThis.frame.mark = 1`
    const to = rows('cab').replaceAll('class="tall"', 'class="tall" rp-ignore')
    const look = `[document.activeElement.value, document.activeElement.selectionStart, root.firstElementChild.scrollTop,
      root.firstElementChild.querySelector('iframe').contentWindow.mark]`
    expect(await morphed(rows('abc'), to, look, before)).toEqual(['abc', 1, 33, 1])
  })

  it('lets what plays go on, changed around and moved', async () => {
    // a second of silence
    const wave = Buffer.alloc(8044, 128)
    wave.write('RIFF\0\0\0\0WAVEfmt ', 'latin1')
    for (const [at, value] of [
      [4, 8036],
      [16, 16],
      [20, 0x10001],
      [24, 8000],
      [28, 8000],
      [32, 0x80001],
      [40, 8000],
    ] as const)
      wave.writeUInt32LE(value, at)
    wave.write('data', 36, 'latin1')
    const media = ['audio', 'video'].map(
      tag =>
        `<p rp-k=${tag}><${tag} muted loop src="data:audio/wav;base64,${wave.toString('base64')}"></${tag}></p>`,
    )
    expect(
      await morphed(
        `<div>${media.join('')}</div>`,
        `<div class="else"><i>new</i>${media.toReversed().join('<b>new</b>').replaceAll('<p ', '<p class=c ')}</div>`,
        `(async () => {
          const all = [...root.querySelectorAll('audio,video')]
          const before = all.map(each => each.currentTime)
          while (all.some((each, at) => each.currentTime === before[at])) await new Promise(requestAnimationFrame)
          return [globalThis.playing.every(each => all.includes(each)), globalThis.breaks, all.every(each => !each.paused)]
        })()`,
        `(async () => {
          globalThis.playing = [...root.querySelectorAll('audio,video')]
          globalThis.breaks = 0
          for (const each of globalThis.playing) {
            each.muted = true
            await each.play()
            for (const change of ['pause', 'emptied', 'ended']) each.addEventListener(change, () => globalThis.breaks++)
          }
        })()`,
      ),
    ).toEqual([true, 0, true])
  })

  it('leaves ignored subtrees, busy marks and an opened details alone', async () => {
    const from = '<div><div rp-ignore>mine</div><button>b</button><details><p>x</p></details></div>'
    const to = '<div><div rp-ignore class="no">yours</div><button>c</button><details><p>y</p></details></div>'
    const before = `q('[rp-ignore]').append('!'); q('button').setAttribute('rp-busy', ''); q('details').open = true`
    expect(await morphed(from, to, 'root.innerHTML', before)).toBe(
      '<div rp-ignore="">mine!</div><button rp-busy="">c</button><details open=""><p>y</p></details>',
    )
  })

  it('opens and closes a details when the server changed its mind, not when the visitor did', async () => {
    expect(await tab.page.evaluate(() => lab.opened([false, false, true, true, false], [1]))).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(await tab.page.evaluate(() => lab.opened([undefined, false, true], []))).toEqual([false, true])
  })

  it('keeps what a template stands for, wherever it is put', async () => {
    const from = '<div><p rp-i="7"><input></p><ul><li rp-i="8">8</li></ul></div>'
    const to =
      '<div><section><ol><template rp-keep="8"></template></ol></section><template rp-keep="7"></template></div>'
    const before = 'q("input").value = "typed"; globalThis.was = [q("[rp-i=\\"7\\"]"), q("li")]'
    expect(
      await morphed(
        from,
        to,
        '[root.innerHTML, q("input").value, was[0] === q("p"), was[1] === q("li")]',
        before,
      ),
    ).toEqual(['<section><ol><li rp-i="8">8</li></ol></section><p rp-i="7"><input></p>', 'typed', true, true])
  })

  it('counts what stands by itself, wherever it is wrapped, and neither options nor what is the page’s own', async () => {
    const from =
      '<div rp-i="1"><select><option rp-k="o">o</option></select><p rp-k="a"><b rp-k="in">in</b></p><i rp-ignore=""><b rp-k="x">x</b></i><section><p rp-i="7"><input></p></section></div>'
    const to = '<div rp-i="1"><main><template rp-same="1-0"></template></main></div>'
    const before = 'q("input").value = "typed"; globalThis.was = [q("[rp-k=a]"), q("[rp-i]")]'
    const look = '[root.innerHTML, q("input").value, was[0] === q("[rp-k=a]"), was[1] === q("[rp-i]")]'
    expect(await morphed(from, to, look, before)).toEqual([
      '<main><p rp-i="7"><input></p><p rp-k="a"><b rp-k="in">in</b></p></main>',
      'typed',
      true,
      true,
    ])
    const tooFar = '<div rp-i="1"><template rp-same="0-2"></template></div>'
    expect(await morphed(from, tooFar, 'q("template").outerHTML')).toBe('<template rp-same="0-2"></template>')
  })

  it('puts another instance in the place of one, and keeps in it what it mentions', async () => {
    const from = '<div><main rp-i="5"><p rp-i="6">old</p><b>b</b></main></div>'
    const look = '[root.innerHTML, was === q("[rp-i=\\"6\\"]")]'
    const before = 'globalThis.was = q("p"); root = root.firstElementChild'
    const wrap = '<main rp-i="9"><i><template rp-keep="6"></template></i></main>'
    expect(await morphed(from, wrap, look.replace('root', 'stage'), before)).toEqual([
      '<main rp-i="9"><i><p rp-i="6">old</p></i></main>',
      true,
    ])
    expect(await morphed(from, '<p rp-i="6">new</p>', look.replace('root', 'stage'), before)).toEqual([
      '<p rp-i="6">new</p>',
      true,
    ])
    expect(
      await morphed(
        from,
        '<u rp-i="1"><template rp-keep="5"></template></u>',
        look.replace('root', 'stage'),
        before,
      ),
    ).toEqual(['<u rp-i="1"><main rp-i="5"><p rp-i="6">old</p><b>b</b></main></u>', true])
  })

  it('lets an instance that takes the place of the one around it keep what is in it', async () => {
    const from = '<div><main rp-i="5"><p rp-i="6"><b rp-i="7">old</b></p></main></div>'
    const to = '<p rp-i="6"><b rp-i="7">new</b></p>'
    const look = '[stage.innerHTML, was === q("b")]'
    expect(await morphed(from, to, look, 'globalThis.was = q("b"); root = root.firstElementChild')).toEqual([
      to,
      true,
    ])
  })

  it('knows an instance by its own name alone, and makes it anew when its tag is another', async () => {
    const from = '<div><p rp-i="5" rp-k="a" id="x"></p><p rp-i="6"></p></div>'
    const itself = 'globalThis.was = root = root.firstElementChild'
    expect(await morphed(from, '<p rp-i="5" id="y"></p>', 'was === q("#y")', itself)).toBe(true)
    const to = '<div><p rp-i="5" rp-k="b" id="y"></p><b rp-i="6"></b></div>'
    expect(await morphed(from, to, '[root.outerHTML, was === q("p")]', 'globalThis.was = q("p")')).toEqual([
      to,
      true,
    ])
  })

  it('leaves the template where it knows no such instance', async () => {
    expect(
      await morphed('<div>a</div>', '<div><template rp-keep="3"></template></div>', 'root.innerHTML'),
    ).toBe('<template rp-keep="3"></template>')
  })

  it('morphs drawings and inert templates', async () => {
    const from =
      '<div><svg viewBox="0 0 1 1"><g rp-k="a"><path d="M0"></path></g></svg><template><p>a</p></template></div>'
    const to =
      '<div><svg viewBox="0 0 2 2"><g rp-k="b"><text>t</text></g><g rp-k="a"><path d="M1"></path></g></svg><template><p>b</p></template></div>'
    expect(
      await morphed(
        from,
        to,
        '[root.outerHTML, q("[rp-k=b] text").namespaceURI, q("path") === was]',
        'globalThis.was = q("path")',
      ),
    ).toEqual([to, 'http://www.w3.org/2000/svg', true])
  })

  it('loses neither focus nor text where the browser has no moveBefore', async () => {
    const rows = (order: string): string =>
      `<div>${[...order].map(k => `<input rp-k="${k}">`).join('')}</div>`
    const before = `const i = root.children[2]; i.value = 'abc'; i.focus(); i.setSelectionRange(1, 2)`
    expect(
      await morphed(
        rows('abc'),
        rows('cab'),
        '[document.activeElement === root.firstElementChild, document.activeElement.value, document.activeElement.selectionStart]',
        before,
        true,
      ),
    ).toEqual([true, 'abc', 1])
  })
})
