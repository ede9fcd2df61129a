// What may stand inside an element, where that is less than anything.
import { present } from './forms.ts'
import { Raw, ViewNode } from './make.ts'
import { describe, refuse } from './refuse.ts'
import type { Tag } from './tags.ts'

/** Refuses children of elements that have none. */
export function checkVoid(tag: Tag, children: unknown): void {
  if (!present(children)) return
  refuse(
    'bad-view',
    `${tag.open}> has children`,
    `nothing inside ${tag.open}>`,
    describe(children),
    'put them beside it',
  )
}

/** Refuses text inside `<style>`, which parsers do not unescape. */
export function checkStyle(children: unknown): void {
  for (const child of [children].flat(Infinity)) {
    if (!present(child) || child === true || (child instanceof ViewNode && child.tag === Raw)) continue
    refuse(
      'bad-view',
      '<style> contains text',
      'unsafeHtml(css)',
      describe(child),
      'CSS cannot be escaped: write <style>{unsafeHtml(css)}</style>, with nothing in it that a visitor typed',
    )
  }
}

/** The parser drops a line feed that begins the content of some elements: it gets another. */
export function keptLineFeed(content: string): string {
  return content.startsWith('\n') ? '\n' + content : content
}
