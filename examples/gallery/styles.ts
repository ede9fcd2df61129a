// The gallery's style sheet: the page around, and how the examples look.
import { readFileSync } from 'node:fs'

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')

export const styles: string = read('gallery.css') + read('examples.css')
