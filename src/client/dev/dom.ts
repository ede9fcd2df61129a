// Elements, made in one line. What they do is not in them but in `data-do`, so that a morph may make one become another.

export type Kid = Node | string | number | false | undefined | null | readonly Kid[]

/** An attribute that is false or undefined is left out; true stands without a value. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number | boolean | undefined>>,
  ...kids: readonly Kid[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value))
  add(made, kids)
  return made
}

function add(parent: Element, kids: readonly Kid[]): void {
  for (const kid of kids)
    if (typeof kid === 'string' || typeof kid === 'number') parent.append(String(kid))
    else if (kid instanceof Node) parent.append(kid)
    else if (Array.isArray(kid)) add(parent, kid as readonly Kid[])
}

/** A button that does `act`, with `of` what it is about. */
export const button = (
  act: string,
  of: string | number,
  attributes: Readonly<Record<string, string | number | boolean | undefined>>,
  ...kids: readonly Kid[]
): HTMLButtonElement =>
  el('button', { type: 'button', 'data-do': act, 'data-of': of, ...attributes }, ...kids)
