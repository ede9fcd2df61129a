import { describe, expect, it } from 'vitest'
import { creator, event, hostOf, html, tagOf } from './host.fixture.ts'
import { fieldOf, renderView, within } from './index.ts'
import type { Child, Upload } from './node.ts'

const Name = tagOf('name')
const host = hostOf('', { name: ['first', 'last'] })
const fields = (view: Child): readonly string[] => renderView(view, host, '').fields

describe('a form', () => {
  const save = creator<{ readonly [name: string]: string }>('save')

  it('offers its fields by name, in order, each once', () => {
    expect(
      html(
        <form onSubmit={save}>
          <input name="b" />
          <p>
            <select name="a" />
          </p>
          <input type="radio" name="b" value="2" />
          <textarea name="c" />
          <button name="how" value="now">
            Go
          </button>
        </form>,
      ),
    ).toContain('<form rp-submit=save{b,a,c,how}>')
  })

  it('says of each field what its control sends', () => {
    expect(
      html(
        <form onSubmit={save}>
          <input name="text" multiple />
          <input type="email" name="email" multiple />
          <input type="hidden" name="hidden" />
          <input type="radio" name="radio" value="a" />
          <input type="radio" name="radio" value="b" />
          <input {...({ type: 'NUMBER', name: 'number' } as object)} />
          <input type="range" name="range" />
          <input type="checkbox" name="box" />
          <input type="checkbox" name="boxes" value="a" />
          <input type="checkbox" name="boxes" value="" />
          <select name="one" />
          <select name="some" multiple />
          <select name="none" multiple={false} />
          <textarea name="area" />
          <input type="file" name="file" />
          <input type="file" name="files" multiple />
          <button name="button" value="1" />
        </form>,
      ),
    ).toContain(
      "rp-submit='save{text,email,hidden,radio,number#,range#,box?,boxes+,one,some+,none,area,file@,files@+,button}'".replaceAll(
        "'",
        '',
      ),
    )
  })

  it('writes names so that nothing in them is taken for a mark', () => {
    const names = ['a,b', 'a#', 'a?', 'a+', 'a@', '}', '%', 'ä b', '\ud800', 'a*']
    const view = (
      <form onSubmit={save}>
        {names.map(name => (
          <input type="number" name={name} />
        ))}
      </form>
    )
    const [, texts = ''] = /\{(.*?)\}/.exec(html(view)) ?? []
    expect(texts.split(',').map(fieldOf)).toEqual(
      names.map(name => ({
        name: name === '\ud800' ? '\ufffd' : name,
        mark: '#',
        maxSize: undefined,
        accept: '',
      })),
    )
  })

  it('says of files how large they may be and of what kind, so that nobody can change it', () => {
    const view = (
      <form onSubmit={save}>
        <input type="file" name="one" maxsize={5} accept=" image/*, .PDF" />
        <input type="file" name="more" multiple maxsize="70" />
        <input type="file" name="kinds" multiple accept=".a,.b" />
        <input name="text" {...{ maxsize: 5, accept: 'x' }} />
      </form>
    )
    const offer = 'save{one@5:image%2F*%2C.pdf,more@+70,kinds@+:.a%2C.b,text}'
    expect(html(view)).toContain(`rp-submit=${offer}`)
    expect(offer.slice(5, -1).split(',').map(fieldOf)).toEqual([
      { name: 'one', mark: '@', maxSize: 5, accept: 'image/*,.pdf' },
      { name: 'more', mark: '@+', maxSize: 70, accept: '' },
      { name: 'kinds', mark: '@+', maxSize: undefined, accept: '.a,.b' },
      { name: 'text', mark: '', maxSize: undefined, accept: '' },
    ])
  })

  it.each([0, -1, 1.5, 'many'])('refuses a maxsize of %s, which no file keeps to', maxsize => {
    expect(() =>
      html(
        <form onSubmit={save}>
          <input type="file" name="f" maxsize={maxsize} />
        </form>,
      ),
    ).toThrow(/`maxsize` that no file can keep to \[bad-attribute\]/)
  })

  it('refuses one name for files that must be different, and says so', () => {
    expect(() =>
      html(
        <form onSubmit={save}>
          <input type="file" name="f" />
          <input type="file" name="f" maxsize={5} />
        </form>,
      ),
    ).toThrow(/got: +a file with another maxsize or accept/)
  })

  it('lets an input for files offer them by itself, and nothing else', () => {
    const put = creator<readonly Upload[]>('put')
    expect(html(<input type="file" onUpload={put} maxsize={5} accept="image/*" />)).toContain(
      'rp-upload=put{@+5:image%2F*}',
    )
    expect(html(<input type="file" multiple onUpload={put} />)).toContain('rp-upload=put{@+}')
    expect(() => html(<input onUpload={put} />)).toThrow(/onUpload stands on <input> \[bad-attribute\]/)
    expect(() => html(<div {...({ onUpload: put } as object)} />)).toThrow(/onUpload stands on <div>/)
  })

  it('refuses one name for controls that send different things, and says which', () => {
    const both = (
      <form onSubmit={save}>
        <input type="hidden" name="news" value="no" />
        <input type="checkbox" name="news" />
      </form>
    )
    expect(() => html(both)).toThrow(
      'two controls of one form have the same name and send different things [bad-view]\n' +
        '  expected: one kind of control named "news": a text\n' +
        '  got:      true or false (a checkbox without value)',
    )
    const apart = (
      <div>
        <form>
          <input name="news" />
        </form>
        <form>
          <input type="checkbox" name="news" />
        </form>
      </div>
    )
    expect(html(apart)).toContain('name=news')
  })

  it('offers none that the browser will not send', () => {
    expect(
      html(
        <form onSubmit={save}>
          <input />
          <input name="" />
          <input name="off" disabled />
          <input name="elsewhere" form="other" />
          <input type="button" name="b" />
          <input type="reset" name="r" />
          <input type="image" name="i" />
          <button type="button" name="bb">
            x
          </button>
          <button>Go</button>
          <fieldset disabled>
            <input name="in-a-disabled-fieldset" />
          </fieldset>
          <fieldset>
            <input name="yes" />
          </fieldset>
        </form>,
      ),
    ).toContain('<form rp-submit=save{yes}>')
  })

  it('is not submitted by a button that offers a click of its own, unless it says so', () => {
    const click = creator<void>('click')
    expect(
      html(
        <form onSubmit={save}>
          <button onClick={click}>a</button>
          <button onClick={click} type="submit">
            b
          </button>
          <button name="c">c</button>
        </form>,
      ),
    ).toBe(
      '<form rp-submit=save{c}><button rp-click=click type=button>a</button>' +
        '<button rp-click=click type=submit>b</button><button name=c>c</button></form>',
    )
    expect(html(<button onClick={click}>alone</button>)).toBe('<button rp-click=click>alone</button>')
  })

  it('offers the fields of components in it', () => {
    expect(
      html(
        <form onSubmit={save}>
          <input name="a" />
          <Name />
          <input name="z" />
        </form>,
        host,
      ),
    ).toContain('<form rp-submit=save{a,first,last,z}>')
  })

  it('offers the fields of children that another view handed on', () => {
    expect(
      html(
        <form onSubmit={save}>
          {within(
            host,
            <>
              <Name />
              <input name="x" />
            </>,
          )}
        </form>,
        host,
      ),
    ).toContain('rp-submit=save{first,last,x}')
  })

  it('may submit a settled event, and has its fields told all the same', () => {
    expect(
      html(
        <form onSubmit={event('save', 3)}>
          <input name="a" />
        </form>,
      ),
    ).toContain('rp-submit=save:3{a}')
  })
})

describe('a view', () => {
  it('reports the fields that stand in no form of its own', () => {
    expect(
      fields(
        <div>
          <input name="a" />
          <form>
            <input name="inside" />
          </form>
          <Name />
          <input name="a" />
        </div>,
      ),
    ).toEqual(['a', 'first', 'last'])
  })

  it('reports none where there are none', () => {
    expect(
      fields(
        <form>
          <input name="a" />
        </form>,
      ),
    ).toEqual([])
    expect(fields('text')).toEqual([])
  })
})

describe('a select', () => {
  it('marks the option with its value as selected', () => {
    expect(
      html(
        <select name="s" value="b">
          <option value="a">A</option>
          <option value="b">B</option>
        </select>,
      ),
    ).toBe('<select name=s><option value=a>A</option><option value=b selected>B</option></select>')
  })

  it('knows an option without a value by its text, as a browser reads it', () => {
    expect(
      html(
        <select value="two words">
          <option>one</option>
          <option>
            {' two\n '}
            {'words '}
          </option>
        </select>,
      ),
    ).toBe('<select><option>one</option><option selected> two\n words </option></select>')
  })

  it('compares numbers as text', () => {
    expect(
      html(
        <select value={2}>
          <option value="2">a</option>
          <option value={3}>b</option>
        </select>,
      ),
    ).toBe('<select><option value=2 selected>a</option><option value=3>b</option></select>')
  })

  it('may have several, also in groups', () => {
    expect(
      html(
        <select multiple value={['a', 3]}>
          <option>a</option>
          <optgroup label="g">
            <option>2</option>
            <option>3</option>
          </optgroup>
        </select>,
      ),
    ).toBe(
      '<select multiple><option selected>a</option><optgroup label=g><option>2</option><option selected>3</option></optgroup></select>',
    )
  })

  it('overrides what its options say, and leaves it to them where it says nothing', () => {
    expect(
      html(
        <select value="a">
          <option>a</option>
          <option selected>b</option>
        </select>,
      ),
    ).toBe('<select><option selected>a</option><option>b</option></select>')
    expect(
      html(
        <select value={undefined}>
          <option selected>b</option>
        </select>,
      ),
    ).toBe('<select><option selected>b</option></select>')
  })

  it('can choose the empty value', () => {
    expect(
      html(
        <select value="">
          <option value="">-</option>
          <option>a</option>
        </select>,
      ),
    ).toBe('<select><option value selected>-</option><option>a</option></select>')
  })

  it('decides for its own options only', () => {
    expect(
      html(
        <p>
          <select value="a">
            <option>a</option>
          </select>
          <select>
            <option>a</option>
          </select>
        </p>,
      ),
    ).toBe('<p><select><option selected>a</option></select><select><option>a</option></select></p>')
  })
})

describe('a textarea', () => {
  it('has its value as content', () => {
    expect(html(<textarea name="t" value={'<b> & "c"'} />)).toBe(
      '<textarea name=t>&lt;b> &amp; "c"</textarea>',
    )
    expect(html(<textarea value={3} />)).toBe('<textarea>3</textarea>')
  })

  it('may have its content between the tags instead', () => {
    expect(html(<textarea>a{1}</textarea>)).toBe('<textarea>a1</textarea>')
  })
})

describe('an input', () => {
  it('has value and checked as attributes', () => {
    expect(html(<input type="checkbox" value={1} checked />)).toBe('<input type=checkbox value=1 checked>')
    expect(html(<input value="" checked={false} />)).toBe('<input value>')
  })
})
