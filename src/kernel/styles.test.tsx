// A component's own styles: which they may be, whom they reach, and what they cost.
import { answer, call, component, type Component } from 'repartee'
import { talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { definedStyles } from './component.ts'

const styled = (name: string, styles: string): Component<{}, never> =>
  component({ name, styles, state: () => ({}), on: {}, view: () => <p>{name}</p> })

describe('styles', () => {
  it('are for the elements of one component, wherever it stands', () => {
    styled('styled', ' :scope { color: teal }\n')
    expect(definedStyles()).toContain(
      '@scope ([rp-c="styled"]) to (:scope [rp-i]) {\n:scope { color: teal }\n}\n',
    )
  })

  it.each([
    '} body { color: red }',
    'p { color: red',
    'p { background: url(x }',
    'p { content: "a }',
    "p { content: 'a\n' }",
    '/* p {}',
    'p { color: red } \\',
  ])('that reach beyond are refused: %j', styles => {
    expect(() => styled('reaching', styles)).toThrow(/styles of reaching do not end/)
  })

  it.each([
    '/* } */',
    'p { content: "}" }',
    "p::after { content: '\\'}' }",
    'a\\} {}',
    '@media (x) { p {} }',
  ])('that end with themselves are taken: %j', styles => expect(() => styled('ending', styles)).not.toThrow())

  it('mark the root element of their component, and no other', () => {
    const Inner = styled('inner one', 'p { color: red }')
    const Plain = component({
      name: 'plain',
      state: () => ({}),
      on: {},
      view: () => (
        <div>
          <Inner />
        </div>
      ),
    })
    expect(talk(Plain).html).toBe(
      '<div id="repartee" rp-i="0"><div rp-i="1"><p rp-i="2" rp-c="inner one">inner one</p></div></div>',
    )
  })

  it('reach what is called over the page: its dialog, or what stands in the dialog around it', () => {
    const part = (name: string, Tag: 'dialog' | 'p'): Component<{}, void> =>
      component({
        name,
        styles: 'b {}',
        state: () => ({}),
        on: { done: () => answer(undefined) },
        view: (_, on) => <Tag onClick={on.done}>x</Tag>,
      })
    for (const [Over, html] of [
      [part('own', 'dialog'), '<dialog rp-i="3" rp-modal="" rp-c="own" rp-click="done">x</dialog>'],
      [part('given', 'p'), '<p rp-c="given" rp-click="done">x</p></dialog>'],
    ] as const) {
      const Asking = component({
        name: 'asking',
        state: () => ({}),
        on: {
          *ask() {
            yield* call(Over, {}, { place: 'over' })
          },
        },
        view: (_, on) => <button onClick={on.ask}>ask</button>,
      })
      expect(talk(Asking).click('ask').html).toContain(html)
    }
  })
})
