// An example's source as it is shown: read once when the gallery starts, and coloured by a handful of rules.
// Invariant: what is shown is the file, character for character; colouring only puts elements around parts of it.
import { readFileSync } from 'node:fs'
import type { Child, Node } from 'repartee'

export interface Source {
  readonly file: string
  readonly code: Child
}

/** `file` is relative to the examples' folder. */
export function sourceOf(file: string): Source {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
  return { file: `examples/${file}`, code: coloured(text.trimEnd()) }
}

const WORDS =
  'import from export const let return function yield else new await async type interface readonly as true false null ' +
  'if(?=.\\() for(?=.\\() while(?=.\\()'

/** In this order at each position; the name is the class that a match gets. */
const KINDS = [
  ['c', /\/\/.*|\/\*[^]*?\*\//],
  ['s', /'[^'\n]*'|"[^"\n]*"|`[^`]*`/],
  ['t', /(?<=(?<!\w)<|<\/)[A-Za-z][\w-]*/],
  ['n', /\b\d+(?:_\d+)*\b/],
  ['k', new RegExp(`(?<!\\.)\\b(?:${WORDS.replaceAll(' ', '|')})\\b(?![:=])`)],
  ['f', /\b[a-z]\w*(?=\()/],
] as const
const TOKEN = new RegExp(KINDS.map(([name, rule]) => `(?<${name}>${rule.source})`).join('|'), 'g')

function coloured(text: string): Child {
  const parts: Child[] = []
  let at = 0
  for (const match of text.matchAll(TOKEN)) {
    const kind = KINDS.find(([name]) => match.groups?.[name] !== undefined)?.[0]
    parts.push(text.slice(at, match.index), <i class={kind}>{match[0]}</i>)
    at = match.index + match[0].length
  }
  return [...parts, text.slice(at)]
}

export function Listing({ source, open }: { source: Source; open?: boolean }): Node {
  return (
    <details class="listing" open={open}>
      <summary>{source.file}</summary>
      <pre class="code" tabindex={0} role="region" aria-label={source.file}>
        <code>{source.code}</code>
      </pre>
    </details>
  )
}
