// What the gallery gives to browsers beside its pages: the style of the page around and of the examples, and their hooks.
import { readFileSync } from 'node:fs'

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')

export const styles: string = read('gallery.css') + read('examples.css') + read('people.css')
export const hooks: string = read('../hooks.js')
