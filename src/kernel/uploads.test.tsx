// Which files a view asks for: what a visitor may send is what the present view offers, with its bounds.
import { component } from 'repartee'
import type { Upload } from 'repartee'
import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'
import { isAccepted } from './accepts.ts'
import { fileField } from './offers.ts'

const Album = component({
  name: 'asks for files',
  state: () => ({ open: true, got: [] as unknown[] }),
  on: {
    save: (s, { photo }: { readonly photo: Upload | null }) => ({ ...s, got: [...s.got, photo] }),
    add: (s, files: readonly Upload[]) => ({ ...s, got: [...s.got, files] }),
    close: s => ({ ...s, open: false }),
  },
  view: (s, on) => (
    <main>
      {s.open && (
        <form onSubmit={on.save}>
          <input type="file" name="photo" accept="image/*" maxsize={5000} />
          <input name="title" />
        </form>
      )}
      <input type="file" multiple onUpload={on.add} />
      <button onClick={on.close} />
    </main>
  ),
})

const FORM = '1/save{photo@5000:image%2F*,title}'
const INPUT = '1/add{@+}'
const file: Upload = { id: 'x', name: 'a.png', size: 3, type: 'image/png' }

describe('a field for files', () => {
  const asked = (talk: Talk, offer: string, field: string): unknown =>
    fileField(talk.conversation, talk.world.key, offer, field)

  it('is what the present view offers, with its bounds', () => {
    const talk = new Talk(Album)
    expect(asked(talk, FORM, 'photo')).toMatchObject({
      text: 'photo@5000:image%2F*',
      maxSize: 5000,
      accept: 'image/*',
    })
    expect(asked(talk, INPUT, '')).toMatchObject({ text: '@+', maxSize: undefined, accept: '' })
    talk.send({ kind: 'offer', offer: '1/close' })
    expect(asked(talk, FORM, 'photo')).toBe(undefined)
    expect(asked(talk, INPUT, '')).toBeDefined()
  })

  it.each([
    ['another bound', '1/save{photo@50000:image%2F*,title}', 'photo'],
    ['another instance', '2/save{photo@5000:image%2F*,title}', 'photo'],
    ['no instance', 'save{photo@5000:image%2F*,title}', 'photo'],
    ['a field that is no file', FORM, 'title'],
    ['a field that is not there', FORM, 'other'],
    ['a field with its bounds', FORM, 'photo@5000:image%2F*'],
    ['a click', '1/close', ''],
    ['nothing', '', ''],
  ])('is none with %s', (_what, offer, field) => {
    expect(asked(new Talk(Album), offer, field)).toBe(undefined)
  })

  it('gives its handler the file, or the files themselves where an input offers them', () => {
    const talk = new Talk(Album)
    expect(talk.send({ kind: 'offer', offer: FORM, fields: { photo: file } }).outcome).toBe('done')
    expect(talk.send({ kind: 'offer', offer: INPUT, fields: { '': [file, file] } }).outcome).toBe('done')
    expect(talk.send({ kind: 'offer', offer: INPUT }).outcome).toBe('done')
    expect(talk.stateOf('1')).toMatchObject({ got: [file, [file, file], []] })
    for (const fields of [{ '': file }, { '': [{ ...file, id: '' }] }, { other: [file] }])
      expect(talk.send({ kind: 'offer', offer: INPUT, fields }).outcome).toBe('refused')
  })
})

it.each([
  ['', 'a', '', true],
  ['.png', 'A.PNG', '', true],
  ['.png', 'png', 'image/png', false],
  ['.tar.gz', 'a.tar.gz', '', true],
  ['image/*', 'a', 'image/webp', true],
  ['image/*', 'a.png', 'text/plain', false],
  ['image/*', 'a', 'imageish', false],
  ['text/plain', 'a', 'Text/Plain', true],
  ['text/plain', 'a', 'text/plain2', false],
  ['.a,text/plain', 'b', 'text/plain', true],
  [',', 'a', '', false],
])('accept %j takes %j of type %j: %s', (accept, name, type, taken) => {
  expect(isAccepted(accept, { name, type })).toBe(taken)
})
