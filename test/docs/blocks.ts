// Reads the programs and the commands out of a document. The conventions are told in CONTRIBUTING.md.
// Knows nothing of compiling or running them.

/** One fenced block. */
export interface Block {
  /** `ts`, `tsx`, `sh`, ... or '' */
  readonly language: string
  /** The name in `title="..."`, else one made of the block's line. */
  readonly title: string
  /** Where its first line stands in the document, from 1. */
  readonly line: number
  readonly text: string
}

export function blocksOf(document: string): Block[] {
  const lines = document.split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at++) {
    const [, indent = '', fence = '', language = '', info = ''] =
      /^( *)(`{3,})([\w-]*) *(.*)$/.exec(lines[at] ?? '') ?? []
    if (fence === '') continue
    const end = lines.findIndex((line, n) => n > at && line.trim() === fence)
    if (end < 0) throw new Error(`the fence in line ${at + 1} is never closed`)
    const title = /title="([^"]+)"/.exec(info)?.[1] ?? `line-${at + 2}.${language}`
    const text = lines
      .slice(at + 1, end)
      .map(line => (line.startsWith(indent) ? line.slice(indent.length) : line))
    blocks.push({ language, title, line: at + 2, text: text.join('\n') })
    at = end
  }
  return blocks
}

export const isProgram = (block: Block): boolean => block.language === 'ts' || block.language === 'tsx'

/** The lines that a program says it prints, in order: `console.log(1 + 1) // prints: 2`. */
export function printed(program: string): string[] {
  return [...program.matchAll(/\/\/ prints: (.*)$/gm)].map(match => match[1] ?? '')
}

/** What a document tells its reader to run. */
export interface Command {
  readonly line: number
  readonly script: string
  /** Behind `--`. */
  readonly names: readonly string[]
}

/** Every `npm start`, `npm test` and `npm run ...`, wherever it stands. */
export function commandsOf(document: string): Command[] {
  return document.split('\n').flatMap((text, at) =>
    [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)(?: -- ([\w ./-]+))?/g)].map(
      ([, run, other, names = '']) => ({
        line: at + 1,
        script: run ?? other ?? '',
        names: names.split(' ').filter(name => name !== '' && !name.startsWith('-')),
      }),
    ),
  )
}
