// Keys, focus and sight in a talk.
import { component } from 'repartee'
import { replay, talk } from 'repartee/testing'
import { expect, it } from 'vitest'

const Desk = component({
  name: 'keys',
  state: () => ({ said: [] as readonly string[] }),
  on: {
    key: (s, key: string) => ({ said: [...s.said, `key ${key}`] }),
    find: (s, key: string) => ({ said: [...s.said, `find by ${key}`] }),
    left: (s, text: string) => ({ said: [...s.said, `left ${text}`] }),
    more: s => ({ said: [...s.said, 'more'] }),
    sent: (s, { name }: { name: string }) => ({ said: [...s.said, `sent ${name}`] }),
  },
  view: (s, on) => (
    <main>
      <output>{s.said.join(', ')}</output>
      <form onSubmit={on.sent}>
        <label>
          Name <input name="name" onBlur={on.left} onKeyDown={on.key} keys="Escape shift+Enter" />
        </label>
      </form>
      <button onShortcut={on.find} keys="mod+k /">
        Find
      </button>
      <p onSeen={on.more}>The end</p>
    </main>
  ),
})

it('keys are heard around the focus, else by the page; sight and leaving are said', () => {
  const desk = talk(Desk).fill('Name', 'Ada').press('Escape', 'Name').press('Enter+Shift', 'Name')
  desk.press('ctrl+k', 'Name').press('/').press('Enter', 'Name').scrollTo('The end')
  const said = 'left Ada, key Escape, key shift+Enter, find by mod+k, find by /, sent Ada, more'
  expect(desk.shows(said).has(said)).toBe(true)
  expect(replay(Desk, {}, desk.log).text).toBe(desk.text)
})

it('a key for which nobody waits throws, also one that is typed', () => {
  const desk = talk(Desk)
  expect(() => desk.press('x')).toThrow(/Nothing waits for the key x/)
  expect(() => desk.press('/', 'Name')).toThrow(/the focus on "Name"/)
  expect(() => desk.scrollTo('The start')).toThrow(/There is no "The start"/)
})
