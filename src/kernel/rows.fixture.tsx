// For random programs: lists of keyed views that move, come, go and change as a count goes up, in all the ways in which keys
// can stand: side by side, inside each other, the same ones in two lists, in fragments, in what is no piece, around components.
import type { Child, Component, Event, Node } from 'repartee'

export type Rows = 'none' | 'plain' | 'nested' | 'solid'

const Row = (props: { k: number; mark: boolean; pick: Event; children?: Child }): Node => (
  <li class={props.mark ? 'marked' : undefined}>
    row {props.k} <input name={`r${props.k}`} /> <button onClick={props.pick}>pick</button>
    {props.mark && <em key="e">!</em>}
    {props.children}
  </li>
)

const Two = ({ k, pick }: { k: number; pick: Event }): Node => (
  <>
    <dt key={k}>{k}</dt>
    <dd>
      <button onClick={pick}>two</button>
    </dd>
  </>
)

const Later = ({ k }: { k: number }): Node => <i key={k}>later {k}</i>

const order = (n: number): readonly number[] =>
  [
    [1, 2, 3, 4],
    [1, 3, 4],
    [4, 3, 1],
    [4, 3, 5, 1],
  ][n % 4] as readonly number[]

export function rowsOf(
  kind: Rows,
  n: number,
  pick: Event,
  Tag: Component<{ to: string }, unknown>,
  to: string,
): Child {
  if (kind === 'none') return null
  const keys = order(n)
  if (kind === 'solid')
    return (
      <select name="choice" value={String(keys[0])}>
        {keys.map(k => (
          <option key={k} value={String(k)}>
            {k}
          </option>
        ))}
      </select>
    )
  const plain = keys.map(k => <Row key={k} k={k} mark={n % 3 === 1 && k === 3} pick={pick} />)
  if (kind === 'plain') return <ul>{plain}</ul>
  return (
    <section>
      {n % 2 === 0 && <b key="top">top</b>}
      <ul>
        {keys.map(k => (
          <li key={k}>
            {k === 3 && <Tag key="t" to={to} />}
            <ol>
              {order(n + k).map(each => (
                <Row key={each} k={each} mark={each === n % 5} pick={pick}>
                  {each === 1 && k}
                </Row>
              ))}
            </ol>
          </li>
        ))}
        {keys.map(k => (
          <Later k={k + 10} />
        ))}
      </ul>
      <dl>
        {keys.map(k => (
          <Two key={k} k={k} pick={pick} />
        ))}
      </dl>
      {n % 3 === 0 ? <form>{plain}</form> : <div>{plain}</div>}
    </section>
  )
}
