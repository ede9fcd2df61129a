// What the compiler must refuse; `tsc` is the test, which fails where a line marked so has no error. What it must accept stands between.
import { expect, it } from 'vitest'
import type { Child, Creator, Event, Node } from './node.ts'

const none: Creator<void> = () => ({ event: 'none', payload: undefined })
const text: Creator<string> = payload => ({ event: 'text', payload })
const given: Event = { event: 'given', payload: 1 }
const form = (payload: { from: string; text: string }): Event => ({ event: 'form', payload })
const badForm = (payload: { amount: Date }): Event => ({ event: 'badForm', payload })

const Row = (props: { title: string; children?: Child }): Child => [props.title, props.children]
const Wrong = (): Date => new Date()

export const accepted: Node[] = [
  <form onSubmit={form} class={false} autocomplete="off" />,
  <form onSubmit={given} />,
  <input
    onInput={text}
    onChange={given}
    value={3}
    type="email"
    required
    inputmode="numeric"
    autocomplete="street-address"
  />,
  <button onClick={none} type="submit" disabled={undefined} popovertarget="p">
    x
  </button>,
  <button onClick={given}>x</button>,
  <p
    onClick={false}
    hidden="until-found"
    style="color: red"
    data-any={1}
    aria-hidden={true}
    aria-label="x"
    tabindex={-1}
  />,
  <a href="/x" target="frame" download rel="noopener">
    x
  </a>,
  <img src="/x" alt="" width={3} loading="lazy" fetchpriority="high" />,
  <select value={['a', 1]} multiple>
    <option selected>a</option>
  </select>,
  <textarea value="a" rows={3} />,
  <dialog open closedby="any">
    x
  </dialog>,
  <svg viewBox="0 0 1 1">
    <path d="M0 0" fill="none" stroke-width={2} />
  </svg>,
  <input onInput={text} debounce={300} onKeyDown={text} keys="Enter Escape" onFocus={none} onBlur={text} />,
  <button
    onShortcut={none}
    keys="mod+k"
    optimistic={{ at: 'li', class: 'on -off', 'aria-pressed': true, hidden: false }}
  >
    x
  </button>,
  <p onSeen={given} throttle={100} announce="said" transition={1} />,
  <my-widget anything={{ at: 'all' }} onClick={none}>
    x
  </my-widget>,
  <Row title="a" key={1}>
    b
  </Row>,
  <>
    <Row title="a" />
  </>,
  <p>{[1, 'a', null, [false, <b />]]}</p>,
]

export const refused: unknown[] = [
  // @ts-expect-error no such element
  <nope />,
  // @ts-expect-error no such attribute
  <a hrf="/x">x</a>,
  // @ts-expect-error an attribute of other elements
  <p href="/x">x</p>,
  // @ts-expect-error React's name for class
  <p className="x" />,
  // @ts-expect-error a value that is none of the set
  <input type="txt" />,
  // @ts-expect-error aria-hidden is true or false
  <p aria-hidden="maybe" />,
  // @ts-expect-error present or not, but no text
  <input disabled="false" />,
  // @ts-expect-error style is text
  <p style={{ color: 'red' }} />,
  // @ts-expect-error handlers are events, not code
  <p onClick="alert(1)" />,
  // @ts-expect-error a function is no event
  <button onClick={() => 3}>x</button>,
  // @ts-expect-error a click has no text to give
  <button onClick={text}>x</button>,
  // @ts-expect-error no field sends a date
  <form onSubmit={badForm} />,
  // @ts-expect-error only forms are submitted
  <p onSubmit={form} />,
  // @ts-expect-error nothing that a view offers
  <p onPointerMove={given} />,
  // @ts-expect-error a wait is a number
  <input onInput={text} debounce="300" />,
  // @ts-expect-error what changes in advance is given by name
  <button onClick={none} optimistic="on" />,
  // @ts-expect-error void elements have no children
  <br>x</br>,
  // @ts-expect-error scripts are no part of a view
  <script src="/x.js" />,
  // @ts-expect-error a document inside an attribute
  <iframe srcdoc="<p>" />,
  // @ts-expect-error a date has no text of its own
  <p>{new Date()}</p>,
  // @ts-expect-error nor has an object
  <p>{{ a: 1 }}</p>,
  // @ts-expect-error title is required
  <Row />,
  // @ts-expect-error not something to show
  <Wrong />,
  // @ts-expect-error keys are strings or numbers
  <p key={{}} />,
]

it('typed JSX is data, whether it would be accepted or not', () => {
  expect([...accepted, ...refused].every(node => typeof node === 'object')).toBe(true)
})
